// SPDX-License-Identifier: Apache-2.0
// A whole network as tb_*_generate sees it: its sizes, the arguments of that, and their checks.
#pragma once

#include "head.h"
#include "host_device.h"
#include "recurrent.h"
#include "timbrel.h"

namespace timbrel {

// I of a layer.
static inline int64_t input_size(const tb_network &net, int64_t layer) {
    const int64_t values = net.input_size > 0 ? net.input_size : net.frame_size;
    const int64_t first =
            (net.embedding_size > 0 ? net.embedding_size : values) + net.condition_size;
    return layer == 0 ? first : net.dense_size > 0 ? net.dense_size : net.hidden_size;
}

// P.
static inline int64_t output_size(const tb_network &net) {
    return output_count(static_cast<tb_head>(net.head), net.frame_size, net.components);
}

static inline bool dense_follows(const tb_network &net, int64_t layer) {
    return net.dense_size > 0 && layer + 1 < net.layers;
}

// Where a layer's parameters are; NULL: it has none of these.
struct LayerParameters {
    const float *w_ih, *w_hh, *b_ih, *b_hh;
    const float *norm_ih, *norm_hh;
    const float *dense, *dense_bias;
};

// The parameters of a layer, from take(count), which is called for one after the other in their
// order.
template <typename Take>
LayerParameters take_layer(const tb_network &net, int64_t layer, const Take &take) {
    const int64_t H = net.hidden_size, gates = gate_count(net.cell) * H, E = net.dense_size;
    LayerParameters found = {};
    found.w_ih = take(gates * input_size(net, layer));
    found.w_hh = take(gates * H);
    found.b_ih = take(gates);
    found.b_hh = take(gates);
    if (net.layer_norm != 0) {
        found.norm_ih = take(gates);
        found.norm_hh = take(gates);
    }
    if (dense_follows(net, layer)) {
        found.dense = take(E * H);
        found.dense_bias = take(E);
    }
    return found;
}

// The parameters of a layer, which begin at *at; *at is then where the next one's begin.
static inline LayerParameters layer_parameters(
        const tb_network &net, int64_t layer, const float **at) {
    return take_layer(net, layer, [at](int64_t count) {
        const float *here = *at;
        *at += count;
        return here;
    });
}

// timbrel.h has their shapes and meanings.
struct Generate {
    tb_network net;
    tb_precision precision;
    const float *packed;
    int64_t steps, N;
    const int64_t *active, *seeds, *streams;
    const float *temperatures;
    const int64_t *top_k;
    const float *top_p, *forced;
    int64_t *positions;
    float *frames, *h, *c, *out;  // frames is NULL where a texture has the past
    tb_texture texture;           // of frame_size 0: none
    const float *weights;         // of a texture's sounds, as what follows
    float *state;
    int64_t *last;
    tb_grammar grammar;  // of no states: none
    const float *conditions;
    int64_t *states;  // of the grammar
};

static inline bool has_texture(const Generate &call) {
    return call.texture.frame_size > 0;
}

TIMBREL_HOST_DEVICE inline bool has_grammar(const Generate &call) {
    return call.grammar.states > 0;
}

// The conditions [C] of a step, or NULL.
TIMBREL_HOST_DEVICE inline const float *conditions_at(
        const Generate &call, int64_t t, int64_t slot) {
    const int64_t C = call.net.condition_size;
    return C > 0 ? call.conditions + (t * call.N + slot) * C : nullptr;
}

// D of what is generated.
static inline int64_t frame_width(const Generate &call) {
    return has_texture(call) ? call.texture.frame_size : call.net.frame_size;
}

// The network is one that timbrel.h describes, and its parameters can be addressed.
tb_status check_network(const char *function, const tb_network *network);

// The texture's sizes are in range and the network is made for it.
tb_status check_texture_sizes(
        const char *function, const tb_network &network, const tb_texture *texture);

// The grammar's sizes are in range and the network draws tokens. grammar may be NULL: none.
tb_status check_grammar(const char *function, const tb_network &network, const tb_grammar *grammar);

// None that a texture of checked sizes needs is NULL.
tb_status check_texture_arrays(const char *function, const tb_texture &texture);

// Checks what the host can see: the network, sizes, NULLs.
tb_status check_generate(const char *function, const Generate &call);

}  // namespace timbrel
