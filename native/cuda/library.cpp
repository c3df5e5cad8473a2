// SPDX-License-Identifier: Apache-2.0
// What libtimbrel_cuda says about itself.
#include "error.h"
#include "timbrel.h"

int32_t tb_cuda_abi_version(void) {
    return TB_ABI_VERSION;
}

const char *tb_cuda_last_error(void) {
    return timbrel::last_error();
}
