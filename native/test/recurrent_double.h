// SPDX-License-Identifier: Apache-2.0
// A recurrent layer in double precision, by the equations of timbrel.h and their derivatives: what
// tests compare devices with. Slow and obvious.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "timbrel.h"

namespace timbrel::test {

using Doubles = std::vector<double>;

struct RecurrentCase {
    tb_cell cell;
    int64_t T, N, I, H;
    bool ragged = false, state = true, bias = true, norm = false, mask = false;
    tb_precision precision = TB_FP32;

    int64_t G() const { return cell == TB_LSTM ? 4 : cell == TB_GRU ? 3 : 1; }

    // Without sequences 0 and 1 at least one has all steps, and one none.
    int64_t length(int64_t n) const {
        return !ragged ? T : n == 0 ? T : n == 1 ? 0 : (n * 7 + 3) % (T + 1);
    }

    std::string text() const {
        static const char *const cells[] = {"LSTM", "GRU", "RNN"};
        static const char *const precisions[] = {"fp32", "tf32", "bf16"};
        return std::string(cells[cell]) + " " + precisions[precision] + " T=" + std::to_string(T) +
               " N=" + std::to_string(N) + " I=" + std::to_string(I) + " H=" + std::to_string(H) +
               (ragged ? " ragged" : "") + (state ? "" : " no state") + (bias ? "" : " no bias") +
               (norm ? " norm" : "") + (mask ? " mask" : "");
    }
};

// Empty where not given.
struct RecurrentInputs {
    Doubles x, w_ih, w_hh, b_ih, b_hh, norm_hh, mask, h0, c0, dy, dh_n, dc_n;
};

struct RecurrentOutputs {
    Doubles y, h_n, c_n, gates, cells, h_in, normed, rstd;
};

struct RecurrentGradients {
    Doubles dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh;
};

inline double value_or(const Doubles &values, int64_t k, double otherwise) {
    return values.empty() ? otherwise : values[static_cast<size_t>(k)];
}

inline double sigmoid_of(double v) {
    return 1 / (1 + std::exp(-v));
}

inline RecurrentOutputs forward_double(const RecurrentCase &c, const RecurrentInputs &in) {
    const int64_t T = c.T, N = c.N, I = c.I, H = c.H, G = c.G(), W = G * H;
    const auto zeros = [](int64_t count) { return Doubles(static_cast<size_t>(count)); };
    RecurrentOutputs out = {zeros(T * N * H), zeros(N * H), zeros(N * H), zeros(T * N * W),
            zeros(T * N * H), zeros(T * N * H), zeros(T * N * W), zeros(T * N)};
    for (int64_t n = 0; n < N; ++n) {
        Doubles h = zeros(H), cell = zeros(H);
        for (int64_t j = 0; j < H; ++j) {
            h[j] = value_or(in.h0, n * H + j, 0);
            cell[j] = value_or(in.c0, n * H + j, 0);
        }
        for (int64_t t = 0; t < c.length(n); ++t) {
            const int64_t row = t * N + n;
            Doubles p = zeros(W), s = zeros(W);
            for (int64_t r = 0; r < W; ++r) {
                p[r] = value_or(in.b_ih, r, 0);
                for (int64_t i = 0; i < I; ++i) {
                    p[r] += in.w_ih[r * I + i] * in.x[row * I + i];
                }
                for (int64_t k = 0; k < H; ++k) {
                    s[r] += in.w_hh[r * H + k] * value_or(in.mask, n * H + k, 1) * h[k];
                }
            }
            if (c.norm) {
                double mean = 0, variance = 0;
                for (const double v : s) {
                    mean += v / static_cast<double>(W);
                }
                for (const double v : s) {
                    variance += (v - mean) * (v - mean) / static_cast<double>(W);
                }
                out.rstd[row] = 1 / std::sqrt(variance + 1e-5);
                for (int64_t r = 0; r < W; ++r) {
                    out.normed[row * W + r] = (s[r] - mean) * out.rstd[row];
                    s[r] = in.norm_hh[r] * out.normed[row * W + r];
                }
            }
            for (int64_t j = 0; j < H; ++j) {
                out.h_in[row * H + j] = value_or(in.mask, n * H + j, 1) * h[j];
            }
            for (int64_t j = 0; j < H; ++j) {
                double *const gate = &out.gates[row * W + j];
                const auto q = [&](int64_t g) {
                    return s[g * H + j] + value_or(in.b_hh, g * H + j, 0);
                };
                const auto sum = [&](int64_t g) { return p[g * H + j] + q(g); };
                if (c.cell == TB_LSTM) {
                    gate[0] = sigmoid_of(sum(0));
                    gate[H] = sigmoid_of(sum(1));
                    gate[2 * H] = std::tanh(sum(2));
                    gate[3 * H] = sigmoid_of(sum(3));
                    cell[j] = gate[H] * cell[j] + gate[0] * gate[2 * H];
                    out.cells[row * H + j] = cell[j];
                    h[j] = gate[3 * H] * std::tanh(cell[j]);
                } else if (c.cell == TB_GRU) {
                    gate[0] = sigmoid_of(sum(0));
                    gate[H] = sigmoid_of(sum(1));
                    gate[2 * H] = std::tanh(p[2 * H + j] + gate[0] * q(2));
                    out.cells[row * H + j] = q(2);
                    h[j] = (1 - gate[H]) * gate[2 * H] + gate[H] * h[j];
                } else {
                    gate[0] = std::tanh(sum(0));
                    h[j] = gate[0];
                }
                out.y[row * H + j] = h[j];
            }
        }
        for (int64_t j = 0; j < H; ++j) {
            out.h_n[n * H + j] = h[j];
            out.c_n[n * H + j] = cell[j];
        }
    }
    return out;
}

inline RecurrentGradients backward_double(
        const RecurrentCase &c, const RecurrentInputs &in, const RecurrentOutputs &out) {
    const int64_t T = c.T, N = c.N, I = c.I, H = c.H, G = c.G(), W = G * H;
    const auto zeros = [](int64_t count) { return Doubles(static_cast<size_t>(count)); };
    RecurrentGradients d = {zeros(T * N * W), zeros(T * N * W), zeros(T * N * I), zeros(N * H),
            zeros(N * H), zeros(W * I), zeros(W * H), zeros(W), zeros(W), zeros(W)};
    for (int64_t n = 0; n < N; ++n) {
        Doubles dh = zeros(H), dc = zeros(H);
        for (int64_t j = 0; j < H; ++j) {
            dh[j] = value_or(in.dh_n, n * H + j, 0);
            dc[j] = value_or(in.dc_n, n * H + j, 0);
        }
        for (int64_t t = c.length(n) - 1; t >= 0; --t) {
            const int64_t row = t * N + n, before = row - N;
            Doubles dq = zeros(W), dh_before = zeros(H);
            double *const dp = d.dgates.data() + row * W;
            for (int64_t j = 0; j < H; ++j) {
                const double *const gate = &out.gates[row * W + j];
                const double all = dh[j] + in.dy[row * H + j];
                const double h = t > 0 ? out.y[before * H + j] : value_or(in.h0, n * H + j, 0);
                if (c.cell == TB_LSTM) {
                    const double old =
                            t > 0 ? out.cells[before * H + j] : value_or(in.c0, n * H + j, 0);
                    const double i = gate[0], f = gate[H], g = gate[2 * H], o = gate[3 * H];
                    const double tanh_c = std::tanh(out.cells[row * H + j]);
                    const double into_c = dc[j] + all * o * (1 - tanh_c * tanh_c);
                    dp[j] = into_c * g * i * (1 - i);
                    dp[H + j] = into_c * old * f * (1 - f);
                    dp[2 * H + j] = into_c * i * (1 - g * g);
                    dp[3 * H + j] = all * tanh_c * o * (1 - o);
                    dc[j] = into_c * f;
                } else if (c.cell == TB_GRU) {
                    const double r = gate[0], z = gate[H], candidate = gate[2 * H];
                    const double into_n = all * (1 - z) * (1 - candidate * candidate);
                    dp[j] = into_n * out.cells[row * H + j] * r * (1 - r);
                    dp[H + j] = all * (h - candidate) * z * (1 - z);
                    dp[2 * H + j] = into_n;
                    dh_before[j] = all * z;
                } else {
                    dp[j] = all * (1 - gate[0] * gate[0]);
                }
                for (int64_t g = 0; g < G; ++g) {
                    dq[g * H + j] = dp[g * H + j] * (c.cell == TB_GRU && g == 2 ? gate[0] : 1);
                }
            }
            Doubles ds = dq;
            if (c.norm) {
                double mean = 0, along = 0;
                for (int64_t r = 0; r < W; ++r) {
                    d.dnorm_hh[r] += dq[r] * out.normed[row * W + r];
                    mean += dq[r] * in.norm_hh[r] / static_cast<double>(W);
                    along += dq[r] * in.norm_hh[r] * out.normed[row * W + r] /
                             static_cast<double>(W);
                }
                for (int64_t r = 0; r < W; ++r) {
                    ds[r] = out.rstd[row] *
                            (dq[r] * in.norm_hh[r] - mean - out.normed[row * W + r] * along);
                }
            }
            for (int64_t r = 0; r < W; ++r) {
                d.dhidden[row * W + r] = ds[r];
                d.db_ih[r] += dp[r];
                d.db_hh[r] += dq[r];
                for (int64_t i = 0; i < I; ++i) {
                    d.dw_ih[r * I + i] += dp[r] * in.x[row * I + i];
                    d.dx[row * I + i] += dp[r] * in.w_ih[r * I + i];
                }
                for (int64_t k = 0; k < H; ++k) {
                    d.dw_hh[r * H + k] += ds[r] * out.h_in[row * H + k];
                    dh_before[k] += ds[r] * in.w_hh[r * H + k] * value_or(in.mask, n * H + k, 1);
                }
            }
            dh = dh_before;
        }
        for (int64_t j = 0; j < H; ++j) {
            d.dh0[n * H + j] = dh[j];
            d.dc0[n * H + j] = c.cell == TB_LSTM ? dc[j] : 0;
        }
    }
    return d;
}

}  // namespace timbrel::test
