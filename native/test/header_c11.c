/* SPDX-License-Identifier: Apache-2.0 */
/* timbrel.h is C11, and the library can be called from C. */
#include "timbrel.h"

_Static_assert(TB_OK == 0, "success is 0");
_Static_assert(sizeof(tb_status) == sizeof(int), "bindings pass tb_status as int");

int main(void) {
    uint32_t features = 0;
    if (tb_cpu_abi_version() != TB_ABI_VERSION) {
        return 1;
    }
    return tb_cpu_features(&features) == TB_OK ? 0 : 2;
}
