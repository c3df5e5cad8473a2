// SPDX-License-Identifier: Apache-2.0
// The cells of a block's units in the resident kernel of an LSTM layer forward: what is behind the
// products of a step.
#pragma once

#include "cell.h"
#include "exchange.h"
#include "forward_layout.h"
#include "hints.h"
#include "recurrent.h"
#include "reduce.h"
#include "team_norm.h"

namespace timbrel {

// What the kernel is called with.
struct Forward {
    RecurrentForward l;
    ForwardLayout layout;
    uint64_t *words;  // of the exchange
    int32_t *signal;
};

// A unit of the block in a slot. Threads take items one after the other, 8 slots of a unit, then
// those of the next: the lanes of a warp have 4 neighbouring units, all of them or none.
struct ForwardItem {
    int slot, unit;
};

struct GateSums {
    float of[lstm_gates];
};

// normed: with layer norm of the products.
template <tb_precision precision, bool normed>
class ForwardCells {
public:
    __device__ __forceinline__ ForwardCells(
            const Forward &f, int team, int rank, unsigned char *shared)
        : f_(f),
          first_unit_(rank * f.layout.units),
          first_sequence_(static_cast<int64_t>(team) * f.layout.slots),
          partials_(reinterpret_cast<float *>(shared + f.layout.partials)),
          states_(reinterpret_cast<float *>(shared + f.layout.states)),
          biases_(reinterpret_cast<float *>(shared + f.layout.biases)),
          lengths_(reinterpret_cast<int *>(shared + f.layout.lengths)) {}

    // The states at the beginning. All threads, as everywhere here; a barrier must follow.
    __device__ __forceinline__ void begin() {
        const RecurrentForward &l = f_.l;
        const int units = f_.layout.units;
        for (int row = thread(); row < lstm_gates * units; row += resident_threads) {
            const int unit = first_unit_ + row % units;
            const int64_t k = row / units * l.H + unit;
            biases_[row] = unit < l.H ? (l.b_ih ? l.b_ih[k] : 0) + (l.b_hh ? l.b_hh[k] : 0) : 0;
        }
        for (int slot = thread(); slot < f_.layout.slots; slot += resident_threads) {
            const int64_t n = first_sequence_ + slot;
            lengths_[slot] = n < l.N ? static_cast<int>(length_of(l.lengths, l.T, n)) : 0;
        }
        for (int e = thread(); e < items(); e += resident_threads) {
            const ForwardItem item = item_of(e);
            c(e) = element_or(l.c0, item, 0);
            h(e) = element_or(l.h0, item, 0);
            mask(e) = element_or(l.mask, item, 1);
        }
    }

    // The words of step 0.
    template <typename Exchange>
    __device__ __forceinline__ void send_states(Exchange &exchange, const Channel &hidden) {
        for (int e = thread(); e < items(); e += resident_threads) {
            send(exchange, hidden, 0, item_of(e), mask(e) * h(e));
        }
    }

    // Asks for the input's sums of so many tiles of slots, those that finish adds up first.
    __device__ __forceinline__ void ask(int t, int first_tile, int count) {
        const int first = first_tile * items_of_tile(), end = first + count * items_of_tile();
#pragma unroll
        for (int i = 0; i < asked_items; ++i) {
            const int e = first + thread() + i * resident_threads;
            if (e < end) {
                asked_[i] = sums_of(t, item_of(e));
            }
        }
        for (int e = first + thread(); e < end && t + steps_ahead < f_.l.T; e += resident_threads) {
            announce(t + steps_ahead, item_of(e));
        }
    }

    // With layer norm: the products of these tiles go where it wants them.
    __device__ __forceinline__ void gather(const TeamNorm &norm, int first_tile, int count) const {
        const int first = first_tile * items_of_tile(), end = first + count * items_of_tile();
        for (int e = first + thread(); e < end; e += resident_threads) {
            const ForwardItem item = item_of(e);
            const int tile = item.slot / fragment_slots - first_tile;
            const GateSums products = products_of(tile, item);
            norm.values(item.slot, item.unit) = {
                    products.of[0], products.of[1], products.of[2], products.of[3]};
        }
    }

    // The cells of these tiles, whose products are in partials; with layer norm, where gather left
    // them.
    template <typename Exchange>
    __device__ __forceinline__ void finish(Exchange &exchange, const Channel &hidden,
            const TeamNorm &norm, int t, int first_tile, int count) {
        const int first = first_tile * items_of_tile(), end = first + count * items_of_tile();
        int round = 0;
        for (int e = first + thread(); e < end; e += resident_threads, ++round) {
            const ForwardItem item = item_of(e);
            GateSums sums = round < asked_items ? asked(round) : sums_of(t, item);
            const bool moves = t < lengths_[item.slot];
            if constexpr (normed) {
                add_normed(sums, norm, t, item, moves);
            } else {
                add_products(sums, item.slot / fragment_slots - first_tile, item);
            }
            const float h_in = mask(e) * h(e);
            LstmCell cell = {};
            if (moves) {
                cell = lstm_cell<DeviceFunctions>(
                        {sums.of[0], sums.of[1], sums.of[2], sums.of[3]}, c(e));
                c(e) = cell.c;
                h(e) = cell.h;
            }
            if (t + 1 < f_.l.T) {
                send(exchange, hidden, t + 1, item, mask(e) * h(e));
            }
            store(t, item, cell, moves ? h_in : 0);
        }
    }

    // With layer norm, by one block of the team: rstd of the step.
    __device__ __forceinline__ void store_deviations(const TeamNorm &norm, int t) const {
        const RecurrentForward &l = f_.l;
        for (int slot = thread(); slot < f_.layout.slots; slot += resident_threads) {
            const int64_t n = first_sequence_ + slot;
            if (first_unit_ == 0 && l.rstd != nullptr && n < l.N) {
                l.rstd[t * l.N + n] = t < lengths_[slot] ? norm.moments(slot).second : 0;
            }
        }
    }

    // What each sequence leaves behind. Behind a barrier.
    __device__ __forceinline__ void store_states() {
        for (int e = thread(); e < items(); e += resident_threads) {
            const ForwardItem item = item_of(e);
            if (exists(item)) {
                f_.l.h_n[element_of(item)] = h(e);
                f_.l.c_n[element_of(item)] = c(e);
            }
        }
    }

private:
    // What a thread has asked for stays in its registers.
    static constexpr int asked_items = 2;
    // Gates come from the card's memory, which takes about as long as a step.
    static constexpr int steps_ahead = 2;
    // There are 4 parts of k, or 8.
    static constexpr int parts_at_once = 4;

    __device__ __forceinline__ static int thread() { return static_cast<int>(threadIdx.x); }
    __device__ __forceinline__ int items_of_tile() const {
        return f_.layout.units * fragment_slots;
    }
    __device__ __forceinline__ int items() const { return f_.layout.slot_tiles * items_of_tile(); }
    __device__ __forceinline__ ForwardItem item_of(int e) const {
        const int column = e / fragment_slots, tile = quotient(column, f_.layout.by_units);
        return {tile * fragment_slots + e % fragment_slots, remainder(column, f_.layout.by_units)};
    }

    __device__ __forceinline__ float &c(int e) { return states_[e]; }
    __device__ __forceinline__ float &h(int e) { return states_[items() + e]; }
    __device__ __forceinline__ float &mask(int e) { return states_[2 * items() + e]; }

    // Not what a plan has rounded up.
    __device__ __forceinline__ bool exists(const ForwardItem &item) const {
        return first_unit_ + item.unit < f_.l.H && first_sequence_ + item.slot < f_.l.N;
    }
    // Of an array [N,H].
    __device__ __forceinline__ int64_t element_of(const ForwardItem &item) const {
        return (first_sequence_ + item.slot) * f_.l.H + first_unit_ + item.unit;
    }
    __device__ __forceinline__ float element_or(
            const float *array, const ForwardItem &item, float otherwise) const {
        return !exists(item) ? 0 : array != nullptr ? array[element_of(item)] : otherwise;
    }
    // Of an array [T,N,H]; of one [T,N,4 H], all whose rows are four times as long.
    __device__ __forceinline__ int64_t row_of(int t, const ForwardItem &item) const {
        return (t * f_.l.N + first_sequence_ + item.slot) * f_.l.H;
    }

    __device__ __forceinline__ const float *sums_at(int t, const ForwardItem &item) const {
        return f_.l.gates + lstm_gates * row_of(t, item) + first_unit_ + item.unit;
    }
    __device__ __forceinline__ GateSums sums_of(int t, const ForwardItem &item) const {
        GateSums sums = {};
        if (exists(item)) {
            const float *const place = sums_at(t, item);
#pragma unroll
            for (int g = 0; g < lstm_gates; ++g) {
                sums.of[g] = place[g * f_.l.H];
            }
        }
        return sums;
    }

    // That sums_of will read them. One thread does it for neighbours that share a sector of memory.
    __device__ __forceinline__ void announce(int t, const ForwardItem &item) const {
        if (item.unit % 4 == 0 && exists(item)) {
            const float *const place = sums_at(t, item);
#pragma unroll
            for (int g = 0; g < lstm_gates; ++g) {
                will_read(place + g * f_.l.H);
            }
        }
    }

    // A register has no address that a round could count.
    __device__ __forceinline__ GateSums asked(int round) const {
        GateSums sums = asked_[0];
#pragma unroll
        for (int i = 1; i < asked_items; ++i) {
            sums = round == i ? asked_[i] : sums;
        }
        return sums;
    }

    // The lanes of a warp find their sums in neighbouring words.
    __device__ __forceinline__ GateSums products_of(int tile, const ForwardItem &item) const {
        const int rows = lstm_gates * f_.layout.units, parts = f_.layout.k_parts;
        const float *const own =
                partials_ + tile * parts * rows * fragment_slots + item.slot % fragment_slots;
        GateSums products = {};
        add_parts(products, own + item.unit * fragment_slots, 0);
        if (parts > parts_at_once) {
            add_parts(products, own + item.unit * fragment_slots, parts_at_once);
        }
        return products;
    }

    // And the biases.
    __device__ __forceinline__ void add_products(
            GateSums &sums, int tile, const ForwardItem &item) const {
        const GateSums products = products_of(tile, item);
#pragma unroll
        for (int g = 0; g < lstm_gates; ++g) {
            sums.of[g] += biases_[g * f_.layout.units + item.unit] + products.of[g];
        }
    }

    // Those of some parts of k. sums: [parts][rows][8 slots], at the unit's first gate.
    __device__ __forceinline__ void add_parts(
            GateSums &products, const float *sums, int first) const {
        const int units = f_.layout.units, rows = lstm_gates * units;
#pragma unroll
        for (int part = 0; part < parts_at_once; ++part) {
#pragma unroll
            for (int g = 0; g < lstm_gates; ++g) {
                products.of[g] += sums[((first + part) * rows + g * units) * fragment_slots];
            }
        }
    }

    __device__ __forceinline__ void add_normed(GateSums &sums, const TeamNorm &norm, int t,
            const ForwardItem &item, bool moves) const {
        const float4 values = norm.normalised(item.slot, item.unit);
        const float4 gains = norm.gains(item.unit);
        const float of[] = {values.x, values.y, values.z, values.w};
        const float times[] = {gains.x, gains.y, gains.z, gains.w};
        const RecurrentForward &l = f_.l;
        const bool stored = l.normed != nullptr && exists(item);
        const int64_t first = lstm_gates * row_of(t, item) + first_unit_ + item.unit;
#pragma unroll
        for (int g = 0; g < lstm_gates; ++g) {
            sums.of[g] += biases_[g * f_.layout.units + item.unit] + times[g] * of[g];
            if (stored) {
                l.normed[first + g * l.H] = moves ? of[g] : 0;
            }
        }
    }

    template <typename Exchange>
    __device__ __forceinline__ void send(Exchange &exchange, const Channel &hidden, int step,
            const ForwardItem &item, float value) const {
        using Layout = FragmentLayout<precision>;
        const int unit = first_unit_ + item.unit, chunks = f_.layout.chunks;
        if constexpr (Layout::pairs) {
            // The two threads of a pair of units both have its word then.
            const float other = __shfl_xor_sync(whole_warp, value, fragment_slots);
            const int odd = unit % 2;
            exchange.send_all(hidden, step, Layout::word_of(unit - odd, item.slot, chunks),
                    odd != 0 ? Layout::word(other, value) : Layout::word(value, other), odd, 2);
        } else {
            exchange.send_all(
                    hidden, step, Layout::word_of(unit, item.slot, chunks), Layout::word(value));
        }
    }

    __device__ __forceinline__ void store(
            int t, const ForwardItem &item, const LstmCell &cell, float h_in) const {
        if (!exists(item)) {
            return;
        }
        const RecurrentForward &l = f_.l;
        const int64_t row = row_of(t, item), unit = first_unit_ + item.unit;
        float *const gates = l.gates + lstm_gates * row + unit;
        gates[0] = cell.gates.i;
        gates[l.H] = cell.gates.f;
        gates[2 * l.H] = cell.gates.g;
        gates[3 * l.H] = cell.gates.o;
        l.y[row + unit] = cell.h;
        if (l.cells != nullptr) {
            l.cells[row + unit] = cell.c;
        }
        if (l.h_in != nullptr) {
            l.h_in[row + unit] = h_in;
        }
    }

    const Forward &f_;
    int first_unit_;
    int64_t first_sequence_;
    float *partials_, *states_, *biases_;
    int *lengths_;
    GateSums asked_[asked_items];
};

}  // namespace timbrel
