// SPDX-License-Identifier: Apache-2.0
// Checks of the arguments of dense layers, heads, norms, embeddings and random numbers.
#include "operation_arguments.h"

#include <cfloat>
#include <cinttypes>

#include "arguments.h"
#include "error.h"
#include "philox.h"
#include "token.h"

namespace timbrel {
namespace {

using Sizes = std::initializer_list<Size>;

constexpr int64_t largest_word = INT64_C(0xffffffff);

tb_status check_rows(const char *function, const Sizes &sizes, int64_t R, int64_t W) {
    const tb_status checked = check_sizes(function, sizes);
    return checked != TB_OK || fits({R, W}) ? checked : too_large(function, sizes);
}

tb_status check_dense(const char *function, const Sizes &sizes, int64_t R, int64_t I, int64_t O,
        tb_activation activation) {
    const tb_status checked = check_sizes(function, sizes);
    if (checked != TB_OK) {
        return checked;
    }
    if (!fits({R, I}) || !fits({R, O}) || !fits({O, I})) {
        return too_large(function, sizes);
    }
    if (activation != TB_IDENTITY && activation != TB_TANH) {
        return fail(TB_INVALID_ARGUMENT,
                "%s: activation is %d, but must be 0 (identity) or 1 (tanh)", function,
                static_cast<int>(activation));
    }
    return TB_OK;
}

}  // namespace

tb_status check_head(const char *function, int64_t head, int64_t D, int64_t K) {
    tb_status checked = check_whole(function, "head", head, TB_MEAN, TB_BERNOULLI);
    if (checked == TB_OK) {
        checked = check_sizes(function, {{"D", D, 1}, {"K", K, 0}});
    }
    if (checked != TB_OK) {
        return checked;
    }
    if (head == TB_MIXTURE && K == 0) {
        return fail(TB_INVALID_ARGUMENT, "%s: K is 0, but a mixture has components", function);
    }
    if (head == TB_CATEGORICAL && D != 1) {
        return fail(TB_INVALID_ARGUMENT, "%s: D is %" PRId64 ", but must be 1 with TB_CATEGORICAL",
                function, D);
    }
    if (head == TB_CATEGORICAL) {
        return check_whole(function, "K", K, 1, most_tokens);
    }
    if (head != TB_MIXTURE && K != 0) {
        return fail(TB_INVALID_ARGUMENT, "%s: K is %" PRId64 ", but must be 0 with %s", function, K,
                head == TB_MEAN ? "TB_MEAN" : "TB_BERNOULLI");
    }
    return TB_OK;
}

tb_status check_floor(const char *function, const char *name, double floor) {
    // Normal numbers, so that logarithms and quotients are those of numbers.
    return check_range(function, name, floor, FLT_MIN, 1e30);
}

tb_status check_head_loss(const char *function, tb_head head, int64_t T, int64_t N, int64_t D,
        int64_t K, int64_t scored_from, float floor, const float *outputs, const float *targets,
        const double *sum) {
    const Sizes sizes = {{"T", T, 0}, {"N", N, 0}, {"D", D, 1}, {"K", K, 0}};
    tb_status checked = check_sizes(function, sizes);
    if (checked == TB_OK) {
        checked = check_head(function, static_cast<int32_t>(head), D, K);
    }
    if (checked == TB_OK) {
        checked = check_sizes(function, {{"scored_from", scored_from, 0}});
    }
    if (checked == TB_OK && (!fits({3, D, K}) || !fits({3, D, N, T}) || !fits({3, D, K, N, T}))) {
        checked = too_large(function, sizes);
    }
    if (checked == TB_OK && head == TB_MIXTURE) {
        checked = check_floor(function, "floor", floor);
    }
    const bool has_steps = T > 0 && N > 0;
    return checked != TB_OK ? checked
                            : check_arrays(function,
                                      {{"outputs [T,N,P]", outputs, has_steps},
                                              {"targets [T,N,D]", targets, has_steps},
                                              {"sum [1]", sum, true}},
                                      sizes);
}

tb_status check_dense_forward(const char *function, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *y) {
    const Sizes sizes = {{"R", R, 0}, {"I", I, 1}, {"O", O, 1}};
    const tb_status checked = check_dense(function, sizes, R, I, O, activation);
    return checked != TB_OK ? checked
                            : check_arrays(function,
                                      {{"w [O,I]", w, x != nullptr}, {"y [R,O]", y, R > 0}}, sizes);
}

tb_status check_dense_backward(const char *function, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *y, const float *dy,
        const float *dx, const float *dw) {
    const Sizes sizes = {{"R", R, 0}, {"I", I, 1}, {"O", O, 1}};
    const tb_status checked = check_dense(function, sizes, R, I, O, activation);
    return checked != TB_OK
                   ? checked
                   : check_arrays(function,
                             {{"x [R,I]", x, R > 0 && dw != nullptr}, {"w [O,I]", w, dx != nullptr},
                                     {"y [R,O]", y, R > 0 && activation == TB_TANH},
                                     {"dy [R,O]", dy, R > 0}},
                             sizes);
}

tb_status check_layer_norm_forward(const char *function, int64_t R, int64_t W, const float *x,
        const float *gain, const float *y) {
    const Sizes sizes = {{"R", R, 0}, {"W", W, 1}};
    const tb_status checked = check_rows(function, sizes, R, W);
    return checked != TB_OK ? checked
                            : check_arrays(function,
                                      {{"x [R,W]", x, R > 0}, {"gain [W]", gain, true},
                                              {"y [R,W]", y, R > 0}},
                                      sizes);
}

tb_status check_layer_norm_backward(const char *function, int64_t R, int64_t W, const float *gain,
        const float *normed, const float *rstd, const float *dy, const float *dx,
        const float *dgain) {
    const Sizes sizes = {{"R", R, 0}, {"W", W, 1}};
    const tb_status checked = check_rows(function, sizes, R, W);
    return checked != TB_OK ? checked
                            : check_arrays(function,
                                      {{"gain [W]", gain, true}, {"normed [R,W]", normed, R > 0},
                                              {"rstd [R]", rstd, R > 0}, {"dy [R,W]", dy, R > 0},
                                              {"dx [R,W]", dx, R > 0}, {"dgain [W]", dgain, true}},
                                      sizes);
}

tb_status check_embedding(const char *function, int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const char *table_name, const float *table, const char *rows_name,
        const float *rows) {
    const Sizes sizes = {{"R", R, 0}, {"V", V, 1}, {"M", M, 1}, {"C", C, 0}};
    constexpr int64_t widest = INT64_C(1) << 60;
    tb_status checked = check_rows(function, sizes, R, M);
    if (checked == TB_OK) {
        checked = check_whole(function, "V", V, 1, most_tokens);
    }
    if (checked == TB_OK && (!fits({V, M}) || C > widest || M > widest || !fits({R, M + C + 1}))) {
        checked = too_large(function, sizes);
    }
    return checked != TB_OK ? checked
                            : check_arrays(function,
                                      {{"tokens [R,1+C]", tokens, R > 0}, {table_name, table, true},
                                              {rows_name, rows, R > 0}},
                                      sizes);
}

tb_status check_clear_past(const char *function, int64_t T, int64_t N, int64_t W, const float *x) {
    const Sizes sizes = {{"T", T, 0}, {"N", N, 0}, {"W", W, 1}};
    tb_status checked = check_sizes(function, sizes);
    if (checked == TB_OK && !fits({W, N, T})) {
        checked = too_large(function, sizes);
    }
    return checked != TB_OK ? checked
                            : check_arrays(function, {{"x [T,N,W]", x, T > 0 && N > 0}}, sizes);
}

tb_status check_uniform(
        const char *function, float low, float high, int64_t count, const float *out) {
    constexpr double largest = 3.4028234663852886e38;
    tb_status checked = check_count(function, count);
    if (checked == TB_OK) {
        checked = check_range(function, "low", low, -largest, largest);
    }
    if (checked == TB_OK) {
        checked = check_range(function, "high", high, low, largest);
    }
    return checked != TB_OK ? checked
                            : check_arrays(function, {{"out [count]", out, count > 0}},
                                      {{"count", count, 0}});
}

tb_status check_dropout(const char *function, int64_t from, int64_t T, int64_t N, int64_t W,
        const int64_t *seed, const int64_t *step, int64_t layer, float probability,
        const float *y) {
    const Sizes sizes = {{"from", from, 0}, {"T", T, 0}, {"N", N, 0}, {"W", W, 1}};
    tb_status checked = check_sizes(function, sizes);
    if (checked == TB_OK && !fits({W, N, T})) {
        checked = too_large(function, sizes);
    }
    if (checked == TB_OK) {
        checked = check_whole(function, "layer", layer, 0, INT32_MAX);
    }
    if (checked == TB_OK && !(probability >= 0 && probability < 1)) {
        checked = fail(TB_INVALID_ARGUMENT,
                "%s: probability is %g, but must be at least 0 and below 1", function, probability);
    }
    // A stream is a sequence of a layer, a block four places of a row of W rounded up.
    if (checked == TB_OK &&
            (N > largest_word ||
                    (N > 0 && T > 0 && (from > philox_blocks || W > philox_blocks / (from + T))))) {
        checked = fail(TB_INVALID_ARGUMENT,
                "%s: from %" PRId64 ", T %" PRId64 ", N %" PRId64 ", W %" PRId64
                ": N must be below 2^32, (from + T) W at most 2^28",
                function, from, T, N, W);
    }
    return checked != TB_OK ? checked
                            : check_arrays(function,
                                      {{"seed [1]", seed, true}, {"step [1]", step, true},
                                              {"y [T,N,W]", y, T > 0 && N > 0}},
                                      sizes);
}

}  // namespace timbrel
