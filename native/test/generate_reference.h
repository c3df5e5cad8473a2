// SPDX-License-Identifier: Apache-2.0
// One step of a network by plain loops in double precision, with operands rounded as the kernels
// round theirs. A layer's input is what the kernels made of the layer below, so that only one
// layer's rounding errors are compared at a time.
#pragma once

#include "bf16.h"
#include "generate_case.h"

namespace timbrel::test {

using Doubles = std::vector<double>;

struct ReferenceLayer {
    Doubles h, c;
};

// What a step makes of one stream.
struct ReferenceStep {
    std::vector<ReferenceLayer> layers;
    std::vector<float> outputs;  // of the head
};

class Reference {
public:
    Reference(const tb_network &net, tb_precision precision, const std::vector<float> &parameters)
        : net_(net), rounded_(precision == TB_BF16), parameters_(parameters) {}

    // frame [D] and conditions [C], and before and after [L] each layer's state, as the kernels had
    // them.
    ReferenceStep step(const Doubles &frame, const Doubles &conditions,
            const std::vector<ReferenceLayer> &before,
            const std::vector<ReferenceLayer> &after) const {
        ReferenceStep result;
        const int64_t M = net_.embedding_size, H = net_.hidden_size;
        const float *at = parameters_.data();
        Doubles x = frame;
        if (M > 0) {
            const float *row = at + static_cast<int64_t>(frame[0]) * M;
            x.assign(row, row + M);
            at += net_.components * M;
        }
        x.insert(x.end(), conditions.begin(), conditions.end());
        for (int64_t l = 0; l < net_.layers; ++l) {
            const LayerParameters p = layer_parameters(net_, l, &at);
            const auto layer = static_cast<size_t>(l);
            result.layers.push_back(advance(p, x, before[layer]));
            x = after[layer].h;
            if (p.dense != nullptr) {
                x = product(p.dense, net_.dense_size, x);
                for (size_t k = 0; k < x.size(); ++k) {
                    x[k] = std::tanh(x[k] + p.dense_bias[k]);
                }
            }
        }
        const int64_t P = output_size(net_);
        const Doubles outputs = product(at, P, x);
        for (int64_t k = 0; k < P; ++k) {
            result.outputs.push_back(
                    static_cast<float>(outputs[static_cast<size_t>(k)] + at[P * H + k]));
        }
        return result;
    }

private:
    double round(double value) const {
        return rounded_ ? round_to_bf16(static_cast<float>(value)) : value;
    }

    Doubles product(const float *weights, int64_t rows, const Doubles &x) const {
        Doubles sums(static_cast<size_t>(rows), 0);
        for (double &sum : sums) {
            for (const double value : x) {
                sum += round(*weights++) * round(value);
            }
        }
        return sums;
    }

    void finish(Doubles &sums, const float *gain, const float *bias) const {
        const auto count = static_cast<double>(sums.size());
        double mean = 0, variance = 0;
        for (const double sum : sums) {
            mean += sum / count;
        }
        for (const double sum : sums) {
            variance += (sum - mean) * (sum - mean) / count;
        }
        for (size_t k = 0; k < sums.size(); ++k) {
            if (gain != nullptr) {
                sums[k] = (sums[k] - mean) / std::sqrt(variance + 1e-5) * gain[k];
            }
            sums[k] += bias[k];
        }
    }

    ReferenceLayer advance(
            const LayerParameters &w, const Doubles &x, const ReferenceLayer &before) const {
        const auto H = static_cast<size_t>(net_.hidden_size);
        const int64_t rows = gate_count(net_.cell) * net_.hidden_size;
        Doubles p = product(w.w_ih, rows, x), q = product(w.w_hh, rows, before.h);
        finish(p, w.norm_ih, w.b_ih);
        finish(q, w.norm_hh, w.b_hh);
        const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
        ReferenceLayer after = {Doubles(H), Doubles(H)};
        for (size_t j = 0; j < H; ++j) {
            const auto sum = [&](size_t gate) { return p[gate * H + j] + q[gate * H + j]; };
            if (net_.cell == TB_LSTM) {
                after.c[j] = sigmoid(sum(1)) * before.c[j] + sigmoid(sum(0)) * std::tanh(sum(2));
                after.h[j] = sigmoid(sum(3)) * std::tanh(after.c[j]);
            } else if (net_.cell == TB_GRU) {
                const double z = sigmoid(sum(1));
                const double n = std::tanh(p[2 * H + j] + sigmoid(sum(0)) * q[2 * H + j]);
                after.h[j] = (1 - z) * n + z * before.h[j];
            } else {
                after.h[j] = std::tanh(sum(0));
            }
        }
        return after;
    }

    tb_network net_;
    bool rounded_;
    const std::vector<float> &parameters_;
};

}  // namespace timbrel::test
