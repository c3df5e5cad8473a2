// SPDX-License-Identifier: Apache-2.0
// Checks of the forward LSTM's arguments that both devices make before anything is written.
#include "lstm_forward.h"

#include <cinttypes>

#include "error.h"

namespace timbrel {
namespace {

// True if a * b * c floats can be addressed. None is negative.
bool fits(int64_t a, int64_t b, int64_t c) {
    int64_t floats;
    int64_t bytes;
    return !__builtin_mul_overflow(a, b, &floats) && !__builtin_mul_overflow(floats, c, &floats) &&
           !__builtin_mul_overflow(floats, static_cast<int64_t>(sizeof(float)), &bytes);
}

}  // namespace

tb_status check_lstm_forward(const char *function, const LstmForward &lstm) {
    const struct {
        const char *name;
        int64_t value, minimum;
    } sizes[] = {{"T", lstm.T, 0}, {"N", lstm.N, 0}, {"I", lstm.I, 1}, {"H", lstm.H, 1}};
    for (const auto &size : sizes) {
        if (size.value < size.minimum) {
            return fail(TB_INVALID_ARGUMENT, "%s: %s is %" PRId64 ", but must be at least %" PRId64,
                    function, size.name, size.value, size.minimum);
        }
    }
    if (!fits(4, lstm.H, lstm.I) || !fits(4, lstm.H, lstm.H) || !fits(1, lstm.N, lstm.H) ||
            !fits(lstm.T, lstm.N, lstm.I) || !fits(lstm.T, lstm.N, 4) ||
            !fits(lstm.T * lstm.N, lstm.H, 4)) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: T %" PRId64 ", N %" PRId64 ", I %" PRId64 ", H %" PRId64
                " make an array of more than 2^63 - 1 bytes",
                function, lstm.T, lstm.N, lstm.I, lstm.H);
    }

    const bool has_state = lstm.N > 0;
    const bool has_steps = has_state && lstm.T > 0;
    const struct {
        const char *name;
        const void *array;
        bool needed;
    } arrays[] = {
            {"x [T,N,I]", lstm.x, has_steps},
            {"w_ih [4H,I]", lstm.w_ih, true},
            {"w_hh [4H,H]", lstm.w_hh, true},
            {"y [T,N,H]", lstm.y, has_steps},
            {"h_n [N,H]", lstm.h_n, has_state},
            {"c_n [N,H]", lstm.c_n, has_state},
    };
    for (const auto &array : arrays) {
        if (array.needed && array.array == nullptr) {
            return fail(TB_INVALID_ARGUMENT,
                    "%s: %s is NULL, but has elements at T %" PRId64 ", N %" PRId64 ", I %" PRId64
                    ", H %" PRId64,
                    function, array.name, lstm.T, lstm.N, lstm.I, lstm.H);
        }
    }
    return TB_OK;
}

}  // namespace timbrel
