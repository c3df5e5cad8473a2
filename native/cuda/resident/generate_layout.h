// SPDX-License-Identifier: Apache-2.0
// How a network that generates is spread over the blocks of a team: for what packs it, for the
// kernel, and for what plans. Plain code that knows no CUDA.
//
// Block `rank` has, of every layer, rows gate * units + u of its units, and some rows of the head.
// The warps of a block divide the chunks of k of a product and go over their weights as
// forward_layout.h says: the first groups (16 bytes in each lane) stay in registers, of one product
// alone, the next in shared memory, and what is left is read from the packed array at every step.
//
// Packed: the table of tokens, the same for all; then for every block the groups of all its
// products, [group][warp][32 lanes], and its biases: of every layer [4U], those of the input and of
// h summed, and of the head.
#pragma once

#include "../generator_shape.h"
#include "forward_layout.h"
#include "texture.h"

namespace timbrel {

constexpr int most_resident_layers = 8;
// Groups that a thread keeps in registers where a plan asks for some: as many as leave what drawing
// needs, and in a grid the pairs of words that it waits for at once (exchange.h).
constexpr int generation_registers = 28, generation_grid_registers = 24;
constexpr int generation_pairs = 4;
// What reductions over a block take beside what a launch asks for (reduce.h).
constexpr int static_shared_bytes = 1024;

// What a block keeps from step to step of a slot that it draws for.
struct alignas(16) DrawnSlot {
    bool is_active;
    Draw draw;  // of the next step
    int64_t position, state, last;
    TexturePlan plan;  // of a step, until it is drawn
};

struct ResidentProduct {
    int tiles, chunks;       // of 16 rows, of k
    int warp_chunks, warps;  // chunks of a warp, the last one may have fewer; warps that have some
    int first, count;        // its fragments, of 32 lanes, among the block's
    int kept, shared;        // groups in registers, groups behind these in shared memory
    int shared_first;        // of their fragments among those in shared memory

    TIMBREL_HOST_DEVICE inline int groups(const ResidentProduct &p) {
        return p.tiles * p.warp_chunks;
    }
};

struct GenerationLayout {
    int blocks, units, slots, slot_tiles;
    int layers, inputs, outputs, hidden;         // L, I, P, H
    int rows, head_rows;                         // of a block
    int input_chunks, hidden_chunks, set_tiles;  // of what goes in, of h
    int drawn_inputs;  // of what goes in, those that a draw gives; conditions or weights follow
    int input_shift;   // 2 to this: threads that share the sending of a word of it
    int noise;         // random numbers of a draw
    ResidentProduct of_input[most_resident_layers], of_hidden[most_resident_layers], of_head;

    int64_t table;           // floats of the packed table
    int64_t fragment_count;  // of a block
    int64_t block_floats;    // of a block's part

    // Where in what the launch asks for, in bytes; the exchange is first.
    int biases;      // floats [L][rows], [head_rows]
    int h, cells;    // floats [L][slot_tiles][units][8 slots]
    int ahead;       // floats [L][slot_tiles][rows][8 slots]: sums of h for the next step
    int drawn;       // of the slots that the block draws for
    int frames;      // floats, their last frames [D]
    int partials;    // floats [warps][tiles][16 rows][8 slots]; or, while the block draws:
    int categories;  // floats [K],
    int numbers;     // its random numbers, -INFINITY for a category that cannot be,
    int parts;       // [threads],
    int texture;     // what a texture needs,
    int input;       // [I], but what a draw gives; the outputs [P] are where partials are
    int weights;     // fragments
    int64_t bytes;   // all of these
};

// What a block receives.
struct GenerationChannels {
    Channels all;
    Channel x;        // an operand, and for every slot whether it moves
    Channel h;        // an operand, of the first layer; the others' follow
    Channel outputs;  // [slots that the block draws for][P]
};

// Slots that a block draws for: rank, rank + blocks, ...
TIMBREL_HOST_DEVICE inline int slots_of_block(int slots, int blocks, int rank) {
    return rank < slots ? (slots - 1 - rank) / blocks + 1 : 0;
}

TIMBREL_HOST_DEVICE inline GenerationChannels generation_channels(
        const GenerationLayout &l, int rank) {
    GenerationChannels channels = {};
    const int operand = l.slot_tiles * operand_words;
    const int x = operand * l.input_chunks + l.slots, h = operand * l.hidden_chunks;
    channels.x = add_channel(channels.all, x, x, true);
    channels.h = add_channel(channels.all, h, h, true, l.layers);
    channels.outputs = add_channel(channels.all, slots_of_block(l.slots, l.blocks, 0) * l.outputs,
            slots_of_block(l.slots, l.blocks, rank) * l.outputs, false);
    return channels;
}

// How many random numbers a step may need beside a texture's entry.
inline int64_t noise_count(const tb_network &net) {
    return net.head == TB_CATEGORICAL ? net.components
           : net.head == TB_MIXTURE   ? net.components + net.frame_size
           : net.head == TB_BERNOULLI ? net.frame_size
                                      : 0;
}

// Whether these kernels know such networks.
inline bool has_resident_generation(const tb_network &net) {
    constexpr int64_t most = 1 << 15;
    return net.cell == TB_LSTM && net.layer_norm == 0 && net.dense_size == 0 &&
           net.layers <= most_resident_layers && net.hidden_size <= most &&
           input_size(net, 0) <= most && output_size(net) <= most;
}

inline ResidentProduct resident_product(
        GenerationLayout &l, int64_t rows, int chunks, int registers) {
    ResidentProduct p = {};
    p.tiles = static_cast<int>((rows + fragment_rows - 1) / fragment_rows);
    p.chunks = chunks;
    p.warp_chunks = (chunks + resident_warps - 1) / resident_warps;
    p.warps = (chunks + p.warp_chunks - 1) / p.warp_chunks;
    p.kept = groups_in_registers(p.tiles, l.set_tiles, p.warp_chunks, registers);
    p.first = static_cast<int>(l.fragment_count);
    p.count = ResidentProduct::groups(p) * p.warps;
    l.fragment_count += p.count;
    return p;
}

// Takes what fits of a product into shared memory, where other things take `before` bytes.
inline void take_shared(
        GenerationLayout &l, int64_t before, ResidentProduct &p, int64_t shared_bytes) {
    constexpr int64_t fragment = 16 * fragment_lanes;
    const int64_t wanted = ResidentProduct::groups(p) - p.kept, size = fragment * p.warps;
    const int64_t left = shared_bytes - l.bytes, room = left > 0 ? left / size : 0;
    p.shared = static_cast<int>(shared_bytes == 0 || wanted < room ? wanted : room);
    p.shared_first = static_cast<int>((l.bytes - before) / fragment);
    l.bytes += p.shared * size;
}

// What the sizes of a plan come to, of a network that has_resident_generation; with all weights in
// shared memory that are not in registers where shared_bytes is 0, otherwise with as many as there
// is room for. bytes is above shared_bytes where the rest does not fit.
inline GenerationLayout generation_layout(const tb_network &net, const tb_texture &texture,
        tb_precision precision, const tb_plan &plan, int64_t shared_bytes) {
    const int64_t depth =
            precision == TB_BF16 ? FragmentLayout<TB_BF16>::depth : FragmentLayout<TB_FP32>::depth;
    GenerationLayout l = {};
    l.blocks = static_cast<int>(plan.blocks);
    l.units = static_cast<int>(plan.units);
    l.slots = static_cast<int>(plan.slots);
    l.slot_tiles = l.slots / fragment_slots;
    l.layers = static_cast<int>(net.layers);
    l.inputs = static_cast<int>(input_size(net, 0));
    l.outputs = static_cast<int>(output_size(net));
    l.hidden = static_cast<int>(net.hidden_size);
    l.rows = lstm_gates * l.units;
    l.head_rows = (l.outputs + l.blocks - 1) / l.blocks;
    l.input_chunks = static_cast<int>(rounded_up(l.inputs, depth) / depth);
    l.hidden_chunks = static_cast<int>(l.blocks * l.units / depth);
    l.set_tiles = tiles_of_set(precision);
    const bool textured = texture.frame_size > 0;
    l.drawn_inputs = static_cast<int>(textured                 ? 2 * texture.frame_size
                                      : net.embedding_size > 0 ? net.embedding_size
                                                               : net.frame_size);
    const int words = l.input_chunks * operand_words / fragment_slots;
    while (2 << l.input_shift <= l.blocks && (2 << l.input_shift) * words <= resident_threads) {
        ++l.input_shift;
    }
    l.noise = static_cast<int>(noise_count(net));

    l.table = rounded_up(net.components * net.embedding_size, floats_of_group);
    for (int k = 0; k < l.layers; ++k) {
        const int kept = plan.kernels == TB_GRID ? generation_grid_registers : generation_registers;
        const int registers = k + 1 == l.layers && plan.registers > 0 ? kept : 0;
        l.of_input[k] = resident_product(l, l.rows, k == 0 ? l.input_chunks : l.hidden_chunks, 0);
        l.of_hidden[k] = resident_product(l, l.rows, l.hidden_chunks, registers);
    }
    l.of_head = resident_product(l, l.head_rows, l.hidden_chunks, 0);
    const int64_t biases = rounded_up(l.layers * l.rows + l.head_rows, floats_of_group);
    l.block_floats = l.fragment_count * 4 * fragment_lanes + biases;

    const Channels channels = generation_channels(l, 0).all;
    const int64_t word = 4, tile = word * sums_of_tile;
    int64_t partials = l.of_head.warps * l.of_head.tiles * tile;
    for (int k = 0; k < l.layers; ++k) {
        const int warps = l.of_input[k].warps > l.of_hidden[k].warps ? l.of_input[k].warps
                                                                     : l.of_hidden[k].warps;
        const int64_t bytes = warps * l.of_hidden[k].tiles * tile;
        partials = bytes > partials ? bytes : partials;
    }
    // Places beyond what a block can have mean nothing: then bytes says that it does not fit.
    const auto take = [&l](int64_t bytes) {
        const int64_t at = l.bytes;
        l.bytes += rounded_up(bytes, 16);
        return static_cast<int>(at);
    };
    // Two copies of the words and, in a cluster, what counts their arrival.
    take(2 * word * channels.words + 16 * channels.count);
    l.biases = take(word * biases);
    l.h = take(word * l.layers * l.slots * l.units);
    l.cells = take(word * l.layers * l.slots * l.units);
    l.ahead = take(word * l.layers * l.slots * l.rows);
    const int64_t drawn = slots_of_block(l.slots, l.blocks, 0);
    l.drawn = take(static_cast<int64_t>(sizeof(DrawnSlot)) * drawn);
    l.frames = take(word * net.frame_size * drawn);
    const int64_t at_partials = l.bytes;
    l.partials = take(word * l.outputs);
    l.categories = take(word * (net.head == TB_CATEGORICAL ? net.components : 0));
    l.numbers = take(word * l.noise);
    l.parts = take(word * resident_threads);
    l.texture = take(word * slot_floats(texture));
    l.input = take(word * l.inputs);
    l.bytes = l.bytes > at_partials + partials ? l.bytes : at_partials + partials;
    l.weights = static_cast<int>(l.bytes);
    const int64_t before = l.bytes;
    // What others wait for comes first.
    take_shared(l, before, l.of_head, shared_bytes);
    for (int k = 0; k < l.layers; ++k) {
        take_shared(l, before, l.of_input[k], shared_bytes);
    }
    for (int k = 0; k < l.layers; ++k) {
        take_shared(l, before, l.of_hidden[k], shared_bytes);
    }
    return l;
}

// Bytes of a block's shared memory with which no weights are read from global memory at every step;
// a plan may have fewer, down to resident_generation_least_shared. texture: of frame_size 0: none.
inline int64_t resident_generation_shared(const tb_network &net, const tb_texture &texture,
        tb_precision precision, const tb_plan &plan) {
    return generation_layout(net, texture, precision, plan, 0).bytes + static_shared_bytes;
}
inline int64_t resident_generation_least_shared(const tb_network &net, const tb_texture &texture,
        tb_precision precision, const tb_plan &plan) {
    return generation_layout(net, texture, precision, plan, 1).bytes + static_shared_bytes;
}

}  // namespace timbrel
