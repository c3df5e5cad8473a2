// SPDX-License-Identifier: Apache-2.0
// How much scratch memory the calls need.
#include "workspace.h"

#include "arguments.h"
#include "timbrel.h"

tb_status tb_cuda_workspace_size(int64_t N, int64_t H, int64_t *bytes) {
    constexpr const char *function = "tb_cuda_workspace_size";
    const std::initializer_list<timbrel::Size> sizes = {{"N", N, 0}, {"H", H, 1}};
    tb_status checked = timbrel::check_sizes(function, sizes);
    constexpr int64_t most = INT64_MAX / 4;
    if (checked == TB_OK &&
            (N > most || H > most ||
                    !timbrel::fits({timbrel::rounded_sequences(N), timbrel::rounded_units(H),
                            2 * timbrel::workspace_per_unit}))) {
        checked = timbrel::too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked = timbrel::check_arrays(function, {{"bytes [1]", bytes, true}}, sizes);
    }
    if (checked == TB_OK) {
        *bytes = timbrel::workspace_bytes(N, H);
    }
    return checked;
}
