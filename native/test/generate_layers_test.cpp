// SPDX-License-Identifier: Apache-2.0
// Generation over forced frames against the layers' own functions over the whole sequence: what is
// trained is what generates.
#include "generate_case.h"

using namespace timbrel;
using namespace timbrel::test;

namespace {

// y [T,N,H] of a layer over x [T,N,I], and its last h.
std::vector<float> layer_forward(const tb_network &net, const LayerParameters &p, int64_t T,
        int64_t N, int64_t I, const std::vector<float> &x, std::vector<float> *h_n) {
    const int64_t H = net.hidden_size, gates = gate_count(net.cell) * H;
    const auto state = static_cast<size_t>(N * H), sequence = static_cast<size_t>(T * N);
    std::vector<float> y(sequence * static_cast<size_t>(H)), c_n(state);
    std::vector<float> sums(sequence * static_cast<size_t>(gates));
    h_n->resize(state);
    if (net.layer_norm) {
        check_ok(tb_cpu_gemm(0, 1, 0, T * N, gates, I, x.data(), p.w_ih, sums.data()), "gemm");
        check_ok(tb_cpu_layer_norm_forward(
                         T * N, gates, sums.data(), p.norm_ih, sums.data(), nullptr, nullptr),
                "norm");
    }
    check_ok(tb_cpu_recurrent_forward_reference(static_cast<tb_cell>(net.cell), T, N, I, H, nullptr,
                     net.layer_norm ? nullptr : x.data(), p.w_ih, p.w_hh, p.b_ih, p.b_hh, p.norm_hh,
                     nullptr, nullptr, nullptr, y.data(), h_n->data(), c_n.data(), sums.data(),
                     nullptr, nullptr, nullptr, nullptr),
            "recurrent_forward_reference");
    return y;
}

void test_network(const tb_network &net) {
    const std::string where = text(net, TB_FP32);
    const int64_t T = 8, N = 3, D = net.frame_size, H = net.hidden_size;
    const auto parameters = parameters_of(net, 6);
    const Packed packed(net, TB_FP32, parameters);
    Random random(8);
    const auto forced = random.uniforms(T * N * D, 1);
    Slots slots(net, N);
    slots.frames = random.uniforms(N * D, 1);
    // The slots' own frames, then what is forced but the last.
    std::vector<float> x = slots.frames;
    x.insert(x.end(), forced.begin(), forced.end() - N * D);
    check_ok(generate(packed, T, slots, forced.data(), nullptr), where.c_str());

    const float *at = parameters.data();
    for (int64_t l = 0; l < net.layers; ++l) {
        const LayerParameters p = layer_parameters(net, l, &at);
        std::vector<float> h;
        x = layer_forward(net, p, T, N, input_size(net, l), x, &h);
        const auto first = slots.h.begin() + l * N * H;
        // Rounding errors of some steps and layers, which the recurrence carries on.
        check_close(where.c_str(), "h", std::vector<float>(first, first + N * H), h, 2e-5);
        if (p.dense != nullptr) {
            std::vector<float> y(static_cast<size_t>(T * N * net.dense_size));
            check_ok(tb_cpu_dense_forward(T * N, H, net.dense_size, TB_TANH, x.data(), p.dense,
                             p.dense_bias, y.data()),
                    "dense");
            x = y;
        }
    }
}

}  // namespace

int main() {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        for (const bool norm : {false, true}) {
            test_network(network(cell, TB_MEAN, 5, 1, 7, 0, 0, 0, norm));
            test_network(network(cell, TB_MEAN, 40, 2, 33, 0, 0, 0, norm));
            test_network(network(cell, TB_MEAN, 3, 3, 129, 9, 0, 0, norm));
        }
    }
    return report("generate_layers_test");
}
