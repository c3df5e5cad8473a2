// SPDX-License-Identifier: Apache-2.0
// A recurrent layer in double precision, sequence by sequence, that shares nothing with the
// library: forward by the equations of timbrel.h, and back by the chain rule.
#pragma once

#include <cmath>
#include <vector>

#include "recurrent_case.h"

namespace timbrel::test {

using Doubles = std::vector<double>;

struct ExactInputs {
    RecurrentCase shape;
    std::vector<int64_t> lengths;                              // [N]
    Doubles x, w_ih, w_hh, b_ih, b_hh, norm_hh, mask, h0, c0;  // none empty

    explicit ExactInputs(const RecurrentInputs &in) : shape(in.shape) {
        const auto filled = [](const std::vector<float> &values, int64_t count, double missing) {
            return values.empty() ? Doubles(static_cast<size_t>(count), missing)
                                  : Doubles(values.begin(), values.end());
        };
        const int64_t G = shape.gates(), states = shape.N * shape.H;
        for (int64_t n = 0; n < shape.N; ++n) {
            lengths.push_back(in.length(n));
        }
        x = filled(in.x, 0, 0);
        w_ih = filled(in.w_ih, 0, 0);
        w_hh = filled(in.w_hh, 0, 0);
        b_ih = filled(in.b_ih, G, 0);
        b_hh = filled(in.b_hh, G, 0);
        norm_hh = filled(in.norm_hh, G, 1);
        mask = filled(in.mask, states, 1);
        h0 = filled(in.h0, states, 0);
        c0 = filled(in.c0, states, 0);
    }
};

struct ExactOutputs {
    Doubles y, h_n, c_n, gates, cells, h_in, normed, rstd;
};

inline double exact_sigmoid(double v) {
    return 1 / (1 + std::exp(-v));
}

// From p and q, b_hh included: gates, h, c, and what is kept in cells. h, c: [H] in and out.
inline void exact_cell(tb_cell cell, size_t H, const Doubles &p, const Doubles &q, double *gates,
        double *kept, double *h, double *c) {
    for (size_t j = 0; j < H; ++j) {
        double *g = gates + j;
        const double *pj = p.data() + j, *qj = q.data() + j;
        if (cell == TB_LSTM) {
            for (size_t k = 0; k < 4; ++k) {
                const double sum = pj[k * H] + qj[k * H];
                g[k * H] = k == 2 ? std::tanh(sum) : exact_sigmoid(sum);
            }
            c[j] = g[H] * c[j] + g[0] * g[2 * H];
            h[j] = g[3 * H] * std::tanh(c[j]);
            kept[j] = c[j];
        } else if (cell == TB_GRU) {
            g[0] = exact_sigmoid(pj[0] + qj[0]);
            g[H] = exact_sigmoid(pj[H] + qj[H]);
            g[2 * H] = std::tanh(pj[2 * H] + g[0] * qj[2 * H]);
            h[j] = (1 - g[H]) * g[2 * H] + g[H] * h[j];
            kept[j] = qj[2 * H];
        } else {
            g[0] = h[j] = std::tanh(pj[0] + qj[0]);
        }
    }
}

// Everything is stored, whatever the case has.
inline ExactOutputs evaluate(const ExactInputs &in) {
    const auto T = static_cast<size_t>(in.shape.T), N = static_cast<size_t>(in.shape.N),
               I = static_cast<size_t>(in.shape.I), H = static_cast<size_t>(in.shape.H),
               G = static_cast<size_t>(in.shape.gates());
    ExactOutputs out;
    out.y.assign(T * N * H, 0);
    out.gates.assign(T * N * G, 0);
    out.cells.assign(T * N * H, 0);
    out.h_in.assign(T * N * H, 0);
    out.normed.assign(T * N * G, 0);
    out.rstd.assign(T * N, 0);
    out.h_n = in.h0;
    out.c_n = in.c0;
    Doubles p(G), q(G);
    for (size_t n = 0; n < N; ++n) {
        double *h = out.h_n.data() + n * H, *c = out.c_n.data() + n * H;
        for (size_t t = 0; t < static_cast<size_t>(in.lengths[n]); ++t) {
            const size_t row = t * N + n;
            double *h_in = out.h_in.data() + row * H, *normed = out.normed.data() + row * G;
            for (size_t j = 0; j < H; ++j) {
                h_in[j] = in.mask[n * H + j] * h[j];
            }
            double mean = 0, variance = 0;
            for (size_t k = 0; k < G; ++k) {
                p[k] = in.b_ih[k];
                for (size_t i = 0; i < I; ++i) {
                    p[k] += in.w_ih[k * I + i] * in.x[row * I + i];
                }
                q[k] = 0;
                for (size_t j = 0; j < H; ++j) {
                    q[k] += in.w_hh[k * H + j] * h_in[j];
                }
                mean += q[k] / static_cast<double>(G);
            }
            for (size_t k = 0; k < G; ++k) {
                variance += (q[k] - mean) * (q[k] - mean) / static_cast<double>(G);
            }
            out.rstd[row] = 1 / std::sqrt(variance + 1e-5);
            for (size_t k = 0; k < G; ++k) {
                normed[k] = (q[k] - mean) * out.rstd[row];
                q[k] = (in.shape.norm ? normed[k] * in.norm_hh[k] : q[k]) + in.b_hh[k];
            }
            exact_cell(in.shape.cell, H, p, q, out.gates.data() + row * G,
                    out.cells.data() + row * H, h, c);
            std::copy(h, h + H, out.y.begin() + static_cast<std::ptrdiff_t>(row * H));
        }
    }
    return out;
}

struct ExactGradients {
    Doubles dgates, dhidden, dx, dh0, dc0, dw_ih, dw_hh, db_ih, db_hh, dnorm_hh;
};

// The gradients of one step's p and q; dh: in the gradient of h, out what goes to the step before
// directly; dc likewise.
inline void exact_cell_back(tb_cell cell, size_t H, const double *gates, const double *kept,
        const double *h_before, const double *c_before, double *dp, double *dq, double *dh,
        double *dc) {
    for (size_t j = 0; j < H; ++j) {
        const double *g = gates + j;
        if (cell == TB_LSTM) {
            const double i = g[0], f = g[H], n = g[2 * H], o = g[3 * H], u = std::tanh(kept[j]);
            const double d = dc[j] + dh[j] * o * (1 - u * u);
            dp[j] = d * n * i * (1 - i);
            dp[H + j] = d * c_before[j] * f * (1 - f);
            dp[2 * H + j] = d * i * (1 - n * n);
            dp[3 * H + j] = dh[j] * u * o * (1 - o);
            dc[j] = d * f;
            dh[j] = 0;
        } else if (cell == TB_GRU) {
            const double r = g[0], z = g[H], n = g[2 * H];
            const double dn = dh[j] * (1 - z) * (1 - n * n);
            dp[j] = dn * kept[j] * r * (1 - r);
            dp[H + j] = dh[j] * (h_before[j] - n) * z * (1 - z);
            dp[2 * H + j] = dn;
            dh[j] *= z;
        } else {
            dp[j] = dh[j] * (1 - g[0] * g[0]);
            dh[j] = 0;
        }
    }
    const size_t G = cell == TB_LSTM ? 4 * H : cell == TB_GRU ? 3 * H : H;
    for (size_t k = 0; k < G; ++k) {
        dq[k] = cell == TB_GRU && k >= 2 * H ? dp[k] * gates[k - 2 * H] : dp[k];
    }
}

inline ExactGradients differentiate(
        const ExactInputs &in, const ExactOutputs &out, const RecurrentSlopes &slopes) {
    const auto T = static_cast<size_t>(in.shape.T), N = static_cast<size_t>(in.shape.N),
               I = static_cast<size_t>(in.shape.I), H = static_cast<size_t>(in.shape.H),
               G = static_cast<size_t>(in.shape.gates());
    const bool lstm = in.shape.cell == TB_LSTM;
    ExactGradients d;
    d.dgates.assign(T * N * G, 0);
    d.dhidden.assign(T * N * G, 0);
    d.dx.assign(T * N * I, 0);
    d.dh0.assign(slopes.dh_n.begin(), slopes.dh_n.end());
    d.dc0.assign(slopes.dc_n.begin(), slopes.dc_n.end());
    d.dw_ih.assign(G * I, 0);
    d.dw_hh.assign(G * H, 0);
    d.db_ih.assign(G, 0);
    d.db_hh.assign(G, 0);
    d.dnorm_hh.assign(G, 0);
    for (size_t n = 0; n < N; ++n) {
        double *dh = d.dh0.data() + n * H, *dc = lstm ? d.dc0.data() + n * H : nullptr;
        for (size_t t = static_cast<size_t>(in.lengths[n]); t-- > 0;) {
            const size_t row = t * N + n, before = row - N;
            double *dp = d.dgates.data() + row * G, *dq = d.dhidden.data() + row * G;
            for (size_t j = 0; j < H; ++j) {
                dh[j] += slopes.dy[row * H + j];
            }
            exact_cell_back(in.shape.cell, H, out.gates.data() + row * G,
                    out.cells.data() + row * H,
                    t > 0 ? out.y.data() + before * H : in.h0.data() + n * H,
                    t > 0 ? out.cells.data() + before * H : in.c0.data() + n * H, dp, dq, dh, dc);
            const double *normed = out.normed.data() + row * G;
            double mean = 0, along = 0;
            for (size_t k = 0; k < G; ++k) {
                d.db_ih[k] += dp[k];
                d.db_hh[k] += dq[k];
                d.dnorm_hh[k] += dq[k] * normed[k];
                mean += dq[k] * in.norm_hh[k] / static_cast<double>(G);
                along += dq[k] * in.norm_hh[k] * normed[k] / static_cast<double>(G);
            }
            for (size_t k = 0; k < G; ++k) {
                if (in.shape.norm) {
                    dq[k] = out.rstd[row] * (dq[k] * in.norm_hh[k] - mean - normed[k] * along);
                }
                for (size_t i = 0; i < I; ++i) {
                    d.dw_ih[k * I + i] += dp[k] * in.x[row * I + i];
                    d.dx[row * I + i] += dp[k] * in.w_ih[k * I + i];
                }
                for (size_t j = 0; j < H; ++j) {
                    d.dw_hh[k * H + j] += dq[k] * out.h_in[row * H + j];
                    dh[j] += dq[k] * in.w_hh[k * H + j] * in.mask[n * H + j];
                }
            }
        }
    }
    return d;
}

}  // namespace timbrel::test
