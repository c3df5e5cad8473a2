// SPDX-License-Identifier: Apache-2.0
// The checks that both devices make of the arguments of dense layers, heads, norms, embeddings and
// random numbers: what the host can see of them. Errors begin with function.
#pragma once

#include "timbrel.h"

namespace timbrel {

// head is a tb_head, and D and K are sizes that it can have.
tb_status check_head(const char *function, int64_t head, int64_t D, int64_t K);

// Of a mixture's standard deviations.
tb_status check_floor(const char *function, const char *name, double floor);

tb_status check_head_loss(const char *function, tb_head head, int64_t T, int64_t N, int64_t D,
        int64_t K, int64_t scored_from, float floor, const float *outputs, const float *targets,
        const double *sum);

tb_status check_dense_forward(const char *function, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *y);
tb_status check_dense_backward(const char *function, int64_t R, int64_t I, int64_t O,
        tb_activation activation, const float *x, const float *w, const float *y, const float *dy,
        const float *dx, const float *dw);

tb_status check_layer_norm_forward(const char *function, int64_t R, int64_t W, const float *x,
        const float *gain, const float *y);
tb_status check_layer_norm_backward(const char *function, int64_t R, int64_t W, const float *gain,
        const float *normed, const float *rstd, const float *dy, const float *dx,
        const float *dgain);

// rows are y or dy, and named so; table is table or dtable.
tb_status check_embedding(const char *function, int64_t R, int64_t V, int64_t M, int64_t C,
        const float *tokens, const char *table_name, const float *table, const char *rows_name,
        const float *rows);

tb_status check_clear_past(const char *function, int64_t T, int64_t N, int64_t W, const float *x);

tb_status check_uniform(
        const char *function, float low, float high, int64_t count, const float *out);

tb_status check_dropout(const char *function, int64_t from, int64_t T, int64_t N, int64_t W,
        const int64_t *seed, const int64_t *step, int64_t layer, float probability, const float *y);

}  // namespace timbrel
