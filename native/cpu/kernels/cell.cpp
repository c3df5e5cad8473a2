// SPDX-License-Identifier: Apache-2.0
// The LSTM cell over the units of one sequence, forward and back.
#include "cell.h"

#include "elementary.h"

namespace timbrel::TIMBREL_ISA {

void cell_forward(int64_t H, float *gates, float *__restrict c, float *__restrict h) {
    float *__restrict gate_i = gates, *__restrict gate_f = gates + H;
    float *__restrict gate_g = gates + 2 * H, *__restrict gate_o = gates + 3 * H;
    for (int64_t j = 0; j < H; ++j) {
        const float i = logistic(gate_i[j]);
        const float f = logistic(gate_f[j]);
        const float g = hyperbolic_tangent(gate_g[j]);
        const float o = logistic(gate_o[j]);
        gate_i[j] = i;
        gate_f[j] = f;
        gate_g[j] = g;
        gate_o[j] = o;
        c[j] = f * c[j] + i * g;
        h[j] = o * hyperbolic_tangent(c[j]);
    }
}

namespace {

template <bool has_c_before>
void backward(int64_t H, const float *__restrict gates, const float *__restrict c_before,
        const float *__restrict c, const float *__restrict dy, const float *__restrict dh,
        float *__restrict dc, float *__restrict dgates) {
    for (int64_t j = 0; j < H; ++j) {
        const float i = gates[j], f = gates[H + j], g = gates[2 * H + j], o = gates[3 * H + j];
        const float t = hyperbolic_tangent(c[j]);
        const float d_h = dy[j] + dh[j];
        const float d_c = dc[j] + d_h * o * (1 - t * t);
        dgates[j] = d_c * g * i * (1 - i);
        dgates[H + j] = has_c_before ? d_c * c_before[j] * f * (1 - f) : 0.0f;
        dgates[2 * H + j] = d_c * i * (1 - g * g);
        dgates[3 * H + j] = d_h * t * o * (1 - o);
        dc[j] = d_c * f;
    }
}

}  // namespace

void cell_backward(int64_t H, const float *gates, const float *c_before, const float *c,
        const float *dy, const float *dh, float *dc, float *dgates) {
    if (c_before != nullptr) {
        backward<true>(H, gates, c_before, c, dy, dh, dc, dgates);
    } else {
        backward<false>(H, gates, nullptr, c, dy, dh, dc, dgates);
    }
}

}  // namespace timbrel::TIMBREL_ISA
