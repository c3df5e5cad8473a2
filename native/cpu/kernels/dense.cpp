// SPDX-License-Identifier: Apache-2.0
// A dense layer over the rows of a matrix, forward and back.
#include "elementary.h"
#include "operations.h"
#include "product.h"

namespace timbrel::TIMBREL_ISA {

void add_column_sums(
        int64_t rows, int64_t columns, const float *__restrict values, float *__restrict sums) {
    for (int64_t row = 0; row < rows; ++row, values += columns) {
        for (int64_t j = 0; j < columns; ++j) {
            sums[j] += values[j];
        }
    }
}

void tanh_in_place(int64_t count, float *values) {
    for (int64_t k = 0; k < count; ++k) {
        values[k] = hyperbolic_tangent(values[k]);
    }
}

bool dense_forward(const Dense &d) {
    for (int64_t row = 0; row < d.R; ++row) {
        for (int64_t j = 0; j < d.O; ++j) {
            d.y[row * d.O + j] = d.b ? d.b[j] : 0.0f;
        }
    }
    const bool done = gemm({d.R, d.O, d.I, {d.x, d.I, 1}, {d.w, 1, d.I}, nullptr, true, d.y});
    for (int64_t row = 0; d.activation == TB_TANH && row < d.R; ++row) {
        tanh_in_place(d.O, d.y + row * d.O);
    }
    return done;
}

bool dense_backward(const DenseBackward &d) {
    if (d.activation == TB_TANH) {
        for (int64_t k = 0; k < d.R * d.O; ++k) {
            d.dy[k] *= 1 - d.y[k] * d.y[k];
        }
    }
    if (d.db != nullptr) {
        add_column_sums(d.R, d.O, d.dy, d.db);
    }
    return gemm({d.O, d.I, d.R, {d.dy, 1, d.O}, {d.x, d.I, 1}, nullptr, true, d.dw}) &&
           (d.dx == nullptr ||
                   gemm({d.R, d.I, d.O, {d.dy, d.O, 1}, {d.w, d.I, 1}, nullptr, false, d.dx}));
}

}  // namespace timbrel::TIMBREL_ISA
