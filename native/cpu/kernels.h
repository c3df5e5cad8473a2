// SPDX-License-Identifier: Apache-2.0
// The CPU's kernels: one source (kernels/), compiled once per instruction set, and chosen when the
// first is needed. Arguments are checked before.
#pragma once

#include "network.h"
#include "optimizer.h"
#include "recurrent.h"
#include "timbrel.h"

namespace timbrel {

// An array [rows,columns] in either order: element (r,c) is at r * row_stride + c * column_stride.
struct View {
    const float *data;
    int64_t row_stride, column_stride;
};

// C [M,N] = or += A [M,K] B [K,N]; an element's products are added in the order of k.
struct Gemm {
    int64_t M, N, K;
    View a, b;
    // [K] or NULL: which columns of A and rows of B are meant, in this order; NULL: 0..K-1.
    const int64_t *index;
    bool accumulate;
    float *c;  // [M,N]
};

struct Dense {
    int64_t R, I, O;
    tb_activation activation;
    const float *x, *w, *b;
    float *y;
};

struct DenseBackward {
    int64_t R, I, O;
    tb_activation activation;
    const float *x, *w, *y;
    float *dy, *dx, *dw, *db;
};

struct Dropout {
    int64_t from, T, N, W, seed;
    uint32_t step;
    int64_t layer;
    float probability;
    const float *x;
    float *y;
};

struct LayerNorm {
    int64_t R, W;
    const float *x, *gain;
    float *y, *normed, *rstd;
};

struct LayerNormBackward {
    int64_t R, W;
    const float *gain, *normed, *rstd, *dy;
    float *dx, *dgain;
};

struct HeadLoss {
    tb_head head;
    int64_t T, N, D, K;
    const int64_t *lengths;
    int64_t scored_from;
    float floor;
    const float *outputs, *targets;
    float *losses, *d_outputs;
    double *sum;
};

// Those that return bool need scratch memory; false: it was not to be had.
struct GeneratorKernels {
    int64_t (*size)(const tb_network &, tb_precision);
    bool (*pack)(const tb_network &, tb_precision, const float *parameters, float *packed);
    bool (*generate)(const Generate &);
};

struct Kernels {
    const char *name;
    bool (*gemm)(const Gemm &);
    bool (*recurrent_forward)(const RecurrentForward &);
    bool (*recurrent_backward)(const RecurrentBackward &);
    bool (*dense_forward)(const Dense &);
    bool (*dense_backward)(const DenseBackward &);
    void (*dropout)(const Dropout &);
    void (*layer_norm_forward)(const LayerNorm &);
    void (*layer_norm_backward)(const LayerNormBackward &);
    bool (*head_loss)(const HeadLoss &);
    double (*sum_of_squares)(const float *values, int64_t count);
    void (*adam)(const AdamFactors &, int64_t count, float *parameters, const float *gradients,
            float *first, float *second);
    void (*sgd)(const SgdFactors &, int64_t count, float *parameters, const float *gradients,
            float *velocity);
    GeneratorKernels generator;
};

// The widest that the machine has, or what TIMBREL_CPU_KERNELS asks for.
const Kernels &kernels();

// What a kernel that returned false is answered with.
tb_status scratch_status(const char *function, bool done);

}  // namespace timbrel
