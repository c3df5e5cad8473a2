// SPDX-License-Identifier: Apache-2.0
// A dense layer over the rows of a matrix, forward and back.
#include "../pieces.h"
#include "elementary.h"
#include "operations.h"
#include "product.h"

namespace timbrel::TIMBREL_ISA {
namespace {

void add(const float *values, int64_t count, float *to) {
#pragma GCC ivdep
    for (int64_t k = 0; k < count; ++k) {
        to[k] += values[k];
    }
}

}  // namespace

void add_column_sums(int64_t rows, int64_t columns, const float *values, float *sums) {
    // Columns at a time, so that each is added in the order of its rows, whoever does it.
    in_pieces(columns, some_columns, rows, [=](int64_t begin, int64_t end) {
        for (int64_t row = 0; row < rows; ++row) {
            add(values + row * columns + begin, end - begin, sums + begin);
        }
    });
}

void tanh_in_place(int64_t count, float *values) {
    for (int64_t k = 0; k < count; ++k) {
        values[k] = hyperbolic_tangent(values[k]);
    }
}

bool dense_forward(const Dense &d) {
    if (d.x != nullptr &&
            !gemm({d.R, d.O, d.I, {d.x, d.I, 1}, {d.w, 1, d.I}, nullptr, false, d.y})) {
        return false;
    }
    if (d.b == nullptr && d.activation == TB_IDENTITY) {
        return true;
    }
    in_pieces(d.R, 1, 4 * d.O, [&](int64_t begin, int64_t end) {
        for (int64_t row = begin; row < end; ++row) {
            float *y = d.y + row * d.O;
            if (d.b != nullptr) {
                add(d.b, d.O, y);
            }
            if (d.activation == TB_TANH) {
                tanh_in_place(d.O, y);
            }
        }
    });
    return true;
}

bool dense_backward(const DenseBackward &d) {
    if (d.activation == TB_TANH) {
        in_pieces(d.R * d.O, whole_vectors, 2, [&](int64_t begin, int64_t end) {
#pragma GCC ivdep
            for (int64_t k = begin; k < end; ++k) {
                d.dy[k] *= 1 - d.y[k] * d.y[k];
            }
        });
    }
    if (d.db != nullptr) {
        add_column_sums(d.R, d.O, d.dy, d.db);
    }
    bool done = true;
    if (d.dw != nullptr) {
        done = gemm({d.O, d.I, d.R, {d.dy, 1, d.O}, {d.x, d.I, 1}, nullptr, true, d.dw});
    }
    if (d.dx != nullptr) {
        done = done && gemm({d.R, d.I, d.O, {d.dy, d.O, 1}, {d.w, d.I, 1}, nullptr, false, d.dx});
    }
    return done;
}

}  // namespace timbrel::TIMBREL_ISA
