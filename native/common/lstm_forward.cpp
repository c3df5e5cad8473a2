// SPDX-License-Identifier: Apache-2.0
// Checks of the forward LSTM's arguments that both devices make before anything is written.
#include "lstm_forward.h"

#include "arguments.h"

namespace timbrel {
namespace {

// More floats than a kernel's scratch space takes for one unit of one sequence, so that its size
// fits as well.
constexpr int64_t scratch_per_unit = 16;

}  // namespace

tb_status check_lstm_sizes(const char *function, int64_t T, int64_t N, int64_t I, int64_t H) {
    const std::initializer_list<Size> sizes = {{"T", T, 0}, {"N", N, 0}, {"I", I, 1}, {"H", H, 1}};
    const tb_status checked = check_sizes(function, sizes);
    if (checked != TB_OK) {
        return checked;
    }
    if (!fits({4, H, I}) || !fits({4, H, H}) || !fits({N, H, scratch_per_unit}) ||
            !fits({T, N, I}) || !fits({T, N, 4}) || !fits({T, N, H, 4})) {
        return too_large(function, sizes);
    }
    return TB_OK;
}

tb_status check_lstm_forward(const char *function, const LstmForward &lstm) {
    const tb_status checked = check_lstm_sizes(function, lstm.T, lstm.N, lstm.I, lstm.H);
    if (checked != TB_OK) {
        return checked;
    }
    const bool has_state = lstm.N > 0;
    const bool has_steps = has_state && lstm.T > 0;
    return check_arrays(function,
            {
                    {"x [T,N,I]", lstm.x, has_steps},
                    {"w_ih [4H,I]", lstm.w_ih, true},
                    {"w_hh [4H,H]", lstm.w_hh, true},
                    {"y [T,N,H]", lstm.y, has_steps},
                    {"h_n [N,H]", lstm.h_n, has_state},
                    {"c_n [N,H]", lstm.c_n, has_state},
            },
            {{"T", lstm.T, 0}, {"N", lstm.N, 0}, {"I", lstm.I, 1}, {"H", lstm.H, 1}});
}

}  // namespace timbrel
