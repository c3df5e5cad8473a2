// SPDX-License-Identifier: Apache-2.0
// How many threads a call may use.
#include "error.h"
#include "timbrel.h"

tb_status tb_cpu_set_threads(int64_t count) {
    return count == 0 || count == 1 ? TB_OK
                                    : timbrel::fail(TB_UNSUPPORTED, "one thread only so far");
}

int64_t tb_cpu_threads(void) {
    return 1;
}
