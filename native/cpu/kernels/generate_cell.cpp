// SPDX-License-Identifier: Apache-2.0
// What happens to rows of sums in the order of panels.h: layer norm and cells.
#include "generate_cell.h"

#include "cell.h"
#include "cells.h"
#include "layer_norm.h"
#include "timbrel.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// The sum of term over a row, in partial sums a panel wide, and those in order.
template <int Width, typename Term>
float sum_row(
        int64_t gates, int64_t units, const float *sums, int64_t panel_stride, const Term &term) {
    float partial[Width] = {};
    const int64_t whole = units / panel_units(gates);
    for (int64_t panel = 0; panel < whole; ++panel, sums += panel_stride) {
        for (int j = 0; j < Width; ++j) {
            partial[j] += term(sums[j]);
        }
    }
    float sum = 0;
    for (int j = 0; j < Width; ++j) {
        sum += partial[j];
    }
    const int64_t left = units - whole * panel_units(gates);
    for (int j = 0; left > 0 && j < Width; ++j) {
        sum += unit_at(gates, j) < left ? term(sums[j]) : 0.0f;
    }
    return sum;
}

template <int Width>
NormStatistics statistics(int64_t gates, int64_t units, const float *sums, int64_t panel_stride) {
    const float share = 1 / static_cast<float>(gates * units);
    const float mean =
            share * sum_row<Width>(gates, units, sums, panel_stride, [](float v) { return v; });
    const float variance = share * sum_row<Width>(gates, units, sums, panel_stride,
                                           [mean](float v) { return (v - mean) * (v - mean); });
    return {mean, 1 / sqrtf(variance + layer_norm_epsilon)};
}

template <bool has_input>
void lstm(const float *__restrict input, const float *__restrict hidden, float *__restrict c,
        float *__restrict h) {
    constexpr int U = vector_floats;
    for (int j = 0; j < U; ++j) {
        LstmGates sums = {hidden[j], hidden[U + j], hidden[2 * U + j], hidden[3 * U + j]};
        if (has_input) {
            sums.i += input[j];
            sums.f += input[U + j];
            sums.g += input[2 * U + j];
            sums.o += input[3 * U + j];
        }
        const LstmCell cell = lstm_cell<VectorFunctions>(sums, c[j]);
        c[j] = cell.c;
        h[j] = cell.h;
    }
}

void gru(const float *__restrict input, const float *__restrict hidden, float *__restrict h) {
    constexpr int U = vector_floats;
    for (int j = 0; j < U; ++j) {
        const GruGates p = {input[j], input[U + j], input[2 * U + j]};
        const GruGates q = {hidden[j], hidden[U + j], hidden[2 * U + j]};
        h[j] = gru_cell<VectorFunctions>(p, q, h[j]).h;
    }
}

template <bool has_input>
void rnn(const float *__restrict input, const float *__restrict hidden, float *__restrict h) {
    for (int j = 0; j < 2 * vector_floats; ++j) {
        h[j] = rnn_cell<VectorFunctions>(hidden[j] + (has_input ? input[j] : 0.0f));
    }
}

}  // namespace

NormStatistics row_statistics(
        int64_t gates, int64_t units, const float *sums, int64_t panel_stride) {
    switch (panel_vectors(gates)) {
        case 2:
            return statistics<2 * vector_floats>(gates, units, sums, panel_stride);
        case 3:
            return statistics<3 * vector_floats>(gates, units, sums, panel_stride);
        default:
            return statistics<4 * vector_floats>(gates, units, sums, panel_stride);
    }
}

void normalise(int64_t count, const NormStatistics &norm, const float *gain, const float *bias,
        float *sums) {
    for (int64_t place = 0; place < count; ++place) {
        sums[place] = (sums[place] - norm.mean) * norm.rstd * gain[place] + bias[place];
    }
}

void panel_cells(int64_t cell, const float *input, const float *hidden, float *c, float *h) {
    if (cell == TB_GRU) {
        gru(input, hidden, h);
    } else if (cell == TB_LSTM) {
        input ? lstm<true>(input, hidden, c, h) : lstm<false>(input, hidden, c, h);
    } else {
        input ? rnn<true>(input, hidden, h) : rnn<false>(input, hidden, h);
    }
}

void panel_tanh(int64_t count, float *values) {
    for (int64_t k = 0; k < count; ++k) {
        values[k] = hyperbolic_tangent(values[k]);
    }
}

}  // namespace timbrel::TIMBREL_ISA
