// SPDX-License-Identifier: Apache-2.0
// Checks of a recurrent layer's arguments that both devices make before anything is written.
#include "recurrent.h"

#include "arguments.h"
#include "error.h"

namespace timbrel {
namespace {

// More floats than a kernel's scratch space takes for one unit of one sequence, so that its size
// fits as well.
constexpr int64_t scratch_per_unit = 16;

tb_status check_shape(
        const char *function, tb_cell cell, int64_t T, int64_t N, int64_t I, int64_t H) {
    if (cell != TB_LSTM && cell != TB_GRU && cell != TB_RNN_TANH) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: cell is %d, but must be 0 (LSTM), 1 (GRU) or 2 (RNN with tanh)", function,
                static_cast<int>(cell));
    }
    const std::initializer_list<Size> sizes = {{"T", T, 0}, {"N", N, 0}, {"I", I, 1}, {"H", H, 1}};
    const tb_status checked = check_sizes(function, sizes);
    if (checked != TB_OK) {
        return checked;
    }
    const int64_t G = gate_count(cell);
    if (!fits({G, H, I}) || !fits({G, H, H}) || !fits({N, H, scratch_per_unit}) ||
            !fits({T, N, I}) || !fits({T, N, G}) || !fits({T, N, H, G})) {
        return too_large(function, sizes);
    }
    return TB_OK;
}

// An array that stands for nothing without another one.
struct Idle {
    const char *name, *why;
    const void *data;
    bool idle;
};

tb_status check_idle(const char *function, std::initializer_list<Idle> arrays) {
    for (const Idle &array : arrays) {
        if (array.idle && array.data != nullptr) {
            return fail(
                    TB_INVALID_ARGUMENT, "%s: %s must be NULL %s", function, array.name, array.why);
        }
    }
    return TB_OK;
}

constexpr const char *without_norm = "where norm_hh is";

}  // namespace

tb_status check_recurrent_forward(const char *function, const RecurrentForward &l) {
    tb_status checked = check_shape(function, l.cell, l.T, l.N, l.I, l.H);
    if (checked != TB_OK) {
        return checked;
    }
    const bool has_state = l.N > 0;
    const bool has_steps = has_state && l.T > 0;
    checked = check_arrays(function,
            {
                    {"w_ih [G H,I]", l.w_ih, l.x != nullptr},
                    {"w_hh [G H,H]", l.w_hh, true},
                    {"y [T,N,H]", l.y, has_steps},
                    {"h_n [N,H]", l.h_n, has_state},
                    {"c_n [N,H]", l.c_n, has_state && l.cell == TB_LSTM},
                    {"gates [T,N,G H], as is x,", l.gates, has_steps && l.x == nullptr},
            },
            {{"T", l.T, 0}, {"N", l.N, 0}, {"I", l.I, 1}, {"H", l.H, 1}});
    if (checked != TB_OK) {
        return checked;
    }
    const bool no_norm = l.norm_hh == nullptr;
    return check_idle(function,
            {{"normed", without_norm, l.normed, no_norm}, {"rstd", without_norm, l.rstd, no_norm}});
}

tb_status check_recurrent_backward(const char *function, const RecurrentBackward &l) {
    tb_status checked = check_shape(function, l.cell, l.T, l.N, l.I, l.H);
    if (checked != TB_OK) {
        return checked;
    }
    const bool has_steps = l.N > 0 && l.T > 0;
    const bool norm = l.norm_hh != nullptr;
    const bool apart = norm || l.cell == TB_GRU;  // dhidden is not dgates
    checked = check_arrays(function,
            {
                    {"x [T,N,I]", l.x, has_steps && (l.dx != nullptr || l.dw_ih != nullptr)},
                    {"w_ih [G H,I]", l.w_ih, l.dx != nullptr},
                    {"w_hh [G H,H]", l.w_hh, true},
                    {"y [T,N,H]", l.y, has_steps},
                    {"gates [T,N,G H]", l.gates, has_steps},
                    {"cells [T,N,H]", l.cells, has_steps && l.cell != TB_RNN_TANH},
                    {"h_in [T,N,H], with mask,", l.h_in, has_steps && l.mask != nullptr},
                    {"normed [T,N,G H]", l.normed, has_steps && norm},
                    {"rstd [T,N]", l.rstd, has_steps && norm},
                    {"dy [T,N,H]", l.dy, has_steps},
                    {"dgates [T,N,G H]", l.dgates, has_steps},
                    {"dhidden [T,N,G H]", l.dhidden, has_steps && apart},
            },
            {{"T", l.T, 0}, {"N", l.N, 0}, {"I", l.I, 1}, {"H", l.H, 1}});
    if (checked != TB_OK) {
        return checked;
    }
    return check_idle(
            function, {
                              {"cells", "with an RNN", l.cells, l.cell == TB_RNN_TANH},
                              {"normed", without_norm, l.normed, !norm},
                              {"rstd", without_norm, l.rstd, !norm},
                              {"dhidden", "where dgates stands for it", l.dhidden, !apart},
                              {"dnorm_hh", without_norm, l.dnorm_hh, !norm},
                      });
}

}  // namespace timbrel
