// SPDX-License-Identifier: Apache-2.0
// How many processors this process may use.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE  // sched_getaffinity, CPU_COUNT_S
#endif
#include "processors.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

namespace timbrel {
namespace {

int64_t processors_of_mask() {
    // The kernel refuses a mask that is smaller than its own.
    for (int processors = 1024; processors <= 1 << 20; processors *= 4) {
        cpu_set_t *mask = CPU_ALLOC(processors);
        if (mask == nullptr) {
            break;
        }
        const size_t size = CPU_ALLOC_SIZE(processors);
        const bool known = sched_getaffinity(0, size, mask) == 0;
        const int count = known ? CPU_COUNT_S(size, mask) : 0;
        CPU_FREE(mask);
        if (known) {
            return count;
        }
    }
    return sysconf(_SC_NPROCESSORS_ONLN);
}

// The first words of a file as numbers; how many it has.
int read_numbers(const char *path, double *first, double *second) {
    FILE *file = fopen(path, "re");
    if (file == nullptr) {
        return 0;
    }
    const int count = fscanf(file, "%lf %lf", first, second);
    fclose(file);
    return count < 0 ? 0 : count;
}

// Processors' worth of time that the control group grants, 0 where it sets no limit. Containers see
// their own group at the root. Version 2, then version 1.
double processors_of_group() {
    double quota = 0, period = 0, unused = 0;
    if (read_numbers("/sys/fs/cgroup/cpu.max", &quota, &period) == 2 && period > 0) {
        return quota / period;
    }
    if (read_numbers("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", &quota, &unused) == 1 && quota > 0 &&
            read_numbers("/sys/fs/cgroup/cpu/cpu.cfs_period_us", &period, &unused) == 1 &&
            period > 0) {
        return quota / period;
    }
    return 0;
}

}  // namespace

int64_t usable_processors() {
    const int64_t mask = processors_of_mask();
    const double group = processors_of_group();
    // A quota of one processor and a half is worth two threads.
    if (group > 0 && group < static_cast<double>(mask)) {
        const auto whole = static_cast<int64_t>(group);
        return whole + (static_cast<double>(whole) < group ? 1 : 0);
    }
    return mask < 1 ? 1 : mask;
}

}  // namespace timbrel
