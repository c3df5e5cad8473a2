// SPDX-License-Identifier: Apache-2.0
// What libtimbrel_cpu says about itself.
#include "error.h"
#include "timbrel.h"

int32_t tb_cpu_abi_version(void) {
    return TB_ABI_VERSION;
}

const char *tb_cpu_last_error(void) {
    return timbrel::last_error();
}
