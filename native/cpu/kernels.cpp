// SPDX-License-Identifier: Apache-2.0
// Chooses the kernels for this machine.
#include "kernels.h"

#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "error.h"

namespace timbrel {

namespace portable {
extern const Kernels table;
}
#if defined(__x86_64__)
namespace avx2 {
extern const Kernels table;
}
namespace avx512 {
extern const Kernels table;
}
namespace avx512bf16 {
extern const Kernels table;
}
#endif

namespace {

bool is_kernel_name(const char *asked) {
    if (asked == nullptr) {
        return false;
    }
#if defined(__x86_64__)
    for (const Kernels *known : {&avx512bf16::table, &avx512::table, &avx2::table}) {
        if (std::strcmp(asked, known->name) == 0) {
            return true;
        }
    }
#endif
    return std::strcmp(asked, portable::table.name) == 0;
}

const Kernels &choose() {
    const char *asked = std::getenv("TIMBREL_CPU_KERNELS");
    // From the widest; a wish for kernels that the machine does not have gets the next narrower, a
    // name that is none of theirs the widest.
    bool reached = !is_kernel_name(asked);
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 =
            has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
    reached = reached || std::strcmp(asked, avx512bf16::table.name) == 0;
    if (reached && has_avx512 && __builtin_cpu_supports("avx512bf16")) {
        return avx512bf16::table;
    }
    reached = reached || std::strcmp(asked, avx512::table.name) == 0;
    if (reached && has_avx512) {
        return avx512::table;
    }
    reached = reached || std::strcmp(asked, avx2::table.name) == 0;
    if (reached && has_avx2) {
        return avx2::table;
    }
#endif
    return portable::table;
}

}  // namespace

const Kernels &kernels() {
    static const Kernels &chosen = choose();
    return chosen;
}

tb_status scratch_status(const char *function, bool done) {
    return done ? TB_OK : fail(TB_OUT_OF_MEMORY, "%s: no memory for scratch space", function);
}

}  // namespace timbrel

const char *tb_cpu_kernels(void) {
    return timbrel::kernels().name;
}
