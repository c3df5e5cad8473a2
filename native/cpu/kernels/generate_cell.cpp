// SPDX-License-Identifier: Apache-2.0
// What happens to rows of sums in the order of panels.h: layer norm and cells.
#include "generate_cell.h"

#include "elementary.h"
#include "layer_norm.h"
#include "timbrel.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// The sum of term over a row, in partial sums a panel wide, and those in order.
template <int Width, typename Term>
float sum_row(int64_t gates, int64_t units, const float *sums, const Term &term) {
    float partial[Width] = {};
    const int64_t whole = units / panel_units(gates), places = panel_count(gates, units) * Width;
    for (int64_t panel = 0; panel < whole; ++panel) {
        for (int j = 0; j < Width; ++j) {
            partial[j] += term(sums[panel * Width + j]);
        }
    }
    float sum = 0;
    for (int j = 0; j < Width; ++j) {
        sum += partial[j];
    }
    for (int64_t place = whole * Width; place < places; ++place) {
        sum += unit_at(gates, place) < units ? term(sums[place]) : 0.0f;
    }
    return sum;
}

template <int Width>
NormStatistics statistics(int64_t gates, int64_t units, const float *sums) {
    const float share = 1 / static_cast<float>(gates * units);
    const float mean = share * sum_row<Width>(gates, units, sums, [](float v) { return v; });
    const float variance = share * sum_row<Width>(gates, units, sums,
                                           [mean](float v) { return (v - mean) * (v - mean); });
    return {mean, 1 / sqrtf(variance + layer_norm_epsilon)};
}

template <bool has_input>
void lstm(int64_t panels, const float *__restrict input, const float *__restrict hidden,
        float *__restrict c, float *__restrict h) {
    constexpr int U = vector_floats;
    for (int64_t panel = 0; panel < panels; ++panel) {
        for (int j = 0; j < U; ++j) {
            const float i = logistic(hidden[j] + (has_input ? input[j] : 0.0f));
            const float f = logistic(hidden[U + j] + (has_input ? input[U + j] : 0.0f));
            const float g =
                    hyperbolic_tangent(hidden[2 * U + j] + (has_input ? input[2 * U + j] : 0.0f));
            const float o = logistic(hidden[3 * U + j] + (has_input ? input[3 * U + j] : 0.0f));
            c[j] = f * c[j] + i * g;
            h[j] = o * hyperbolic_tangent(c[j]);
        }
        input = has_input ? input + 4 * U : nullptr;
        hidden += 4 * U;
        c += U;
        h += U;
    }
}

void gru(int64_t panels, const float *__restrict input, const float *__restrict hidden,
        float *__restrict h) {
    constexpr int U = vector_floats;
    for (int64_t panel = 0; panel < panels; ++panel) {
        for (int j = 0; j < U; ++j) {
            const float r = logistic(input[j] + hidden[j]);
            const float z = logistic(input[U + j] + hidden[U + j]);
            const float n = hyperbolic_tangent(input[2 * U + j] + r * hidden[2 * U + j]);
            h[j] = (1 - z) * n + z * h[j];
        }
        input += 3 * U;
        hidden += 3 * U;
        h += U;
    }
}

template <bool has_input>
void rnn(int64_t panels, const float *__restrict input, const float *__restrict hidden,
        float *__restrict h) {
    for (int64_t j = 0; j < panels * 2 * vector_floats; ++j) {
        h[j] = hyperbolic_tangent(hidden[j] + (has_input ? input[j] : 0.0f));
    }
}

}  // namespace

NormStatistics row_statistics(int64_t gates, int64_t units, const float *sums) {
    switch (panel_vectors(gates)) {
        case 2:
            return statistics<2 * vector_floats>(gates, units, sums);
        case 3:
            return statistics<3 * vector_floats>(gates, units, sums);
        default:
            return statistics<4 * vector_floats>(gates, units, sums);
    }
}

void normalise(int64_t first, int64_t end, const NormStatistics &norm, const float *gain,
        const float *bias, float *sums) {
    for (int64_t place = first; place < end; ++place) {
        sums[place] = (sums[place] - norm.mean) * norm.rstd * gain[place] + bias[place];
    }
}

void panel_cells(
        int64_t cell, int64_t panels, const float *input, const float *hidden, float *c, float *h) {
    if (cell == TB_GRU) {
        gru(panels, input, hidden, h);
    } else if (cell == TB_LSTM) {
        input ? lstm<true>(panels, input, hidden, c, h) : lstm<false>(panels, input, hidden, c, h);
    } else {
        input ? rnn<true>(panels, input, hidden, h) : rnn<false>(panels, input, hidden, h);
    }
}

}  // namespace timbrel::TIMBREL_ISA
