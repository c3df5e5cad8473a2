// SPDX-License-Identifier: Apache-2.0
// The cells of a block's units in the resident kernel of an LSTM layer's way back: what is between
// the gradients that come from the step behind and those that go to the step before.
#pragma once

#include "backward_layout.h"
#include "cell.h"
#include "recurrent.h"

namespace timbrel {

// What the kernel is called with.
struct Backward {
    RecurrentBackward l;
    BackwardLayout layout;
    uint64_t *words;  // of the exchange
    int32_t *signal;
};

template <tb_precision precision>
class BackwardCells {
public:
    __device__ __forceinline__ BackwardCells(
            const Backward &b, int team, int rank, unsigned char *shared)
        : b_(b),
          first_unit_(rank * b.layout.units),
          first_sequence_(static_cast<int64_t>(team) * b.layout.slots),
          items_(b.layout.slots * b.layout.units),
          operand_(reinterpret_cast<uint32_t *>(shared + b.layout.operand)),
          carried_(reinterpret_cast<float *>(shared + b.layout.carried)),
          masks_(reinterpret_cast<float *>(shared + b.layout.masks)),
          lengths_(reinterpret_cast<int *>(shared + b.layout.lengths)) {}

    // All threads; a barrier must follow.
    __device__ __forceinline__ void begin() {
        const RecurrentBackward &l = b_.l;
        for (int slot = thread(); slot < b_.layout.slots; slot += resident_threads) {
            const int64_t n = first_sequence_ + slot;
            lengths_[slot] = n < l.N ? static_cast<int>(length_of(l.lengths, l.T, n)) : 0;
        }
        for (int e = thread(); e < items_; e += resident_threads) {
            const Item item = item_of(e);
            carried_[e] = state_of(l.dc_n, item, 0);
            masks_[e] = state_of(l.mask, item, 1);
        }
    }

    // Asks for what the first cells of a step need, for step_back.
    __device__ __forceinline__ void ask(int t) {
#pragma unroll
        for (int i = 0; i < asked_items; ++i) {
            const int e = thread() + i * resident_threads;
            if (e < items_) {
                asked_[i] = stored_of(t, item_of(e));
            }
        }
    }

    // The cells of step t. partials: of the step behind, in the order of the channel's words; NULL
    // at the last step.
    __device__ __forceinline__ void step_back(int t, const uint32_t *partials) {
        int round = 0;
        for (int e = thread(); e < items_; e += resident_threads, ++round) {
            const Item item = item_of(e);
            Stored stored = asked_[0];
            if (round == 1) {
                stored = asked_[1];
            } else if (round > 1) {
                stored = stored_of(t, item);
            }
            LstmGradients d = {};
            const int length = lengths_[item.slot];
            if (t < length) {
                const float behind = t + 1 < length ? masks_[e] * sum_of(partials, e)
                                                    : state_of(b_.l.dh_n, item, 0);
                d = lstm_cell_backward<DeviceFunctions>(
                        stored.gates, stored.c_before, stored.c, behind + stored.dy, carried_[e]);
                carried_[e] = d.c_before;
            }
            set_operand(item, d.sums);
            store(t, item, d.sums);
        }
    }

    // The gradients of what each sequence began with. partials: of step 0, where there is one and
    // dh0 is wanted.
    __device__ __forceinline__ void store_states(const uint32_t *partials) const {
        const RecurrentBackward &l = b_.l;
        for (int e = thread(); e < items_; e += resident_threads) {
            const Item item = item_of(e);
            if (!exists(item)) {
                continue;
            }
            if (l.dh0 != nullptr) {
                l.dh0[element_of(item)] = lengths_[item.slot] > 0 ? masks_[e] * sum_of(partials, e)
                                                                  : state_of(l.dh_n, item, 0);
            }
            if (l.dc0 != nullptr) {
                l.dc0[element_of(item)] = carried_[e];
            }
        }
    }

    __device__ __forceinline__ const uint32_t *operand() const { return operand_; }

private:
    struct Item {
        int slot, unit;
    };

    // What a cell's way back needs of the way forward, and the gradient of its y.
    struct Stored {
        LstmGates gates;
        float c_before, c, dy;
    };

    // A thread keeps what it has asked for in registers.
    static constexpr int asked_items = 2;
    static_assert(asked_items == 2, "step_back names them");

    __device__ __forceinline__ static int thread() { return static_cast<int>(threadIdx.x); }
    __device__ __forceinline__ Item item_of(int e) const {
        return {e / b_.layout.units, e % b_.layout.units};
    }

    __device__ __forceinline__ int unit_of(const Item &item) const {
        return first_unit_ + item.unit;
    }
    __device__ __forceinline__ bool exists(const Item &item) const {
        return first_sequence_ + item.slot < b_.l.N && unit_of(item) < b_.l.H;
    }

    // Of an array [N,H], and of one [T,N,H].
    __device__ __forceinline__ int64_t element_of(const Item &item) const {
        return (first_sequence_ + item.slot) * b_.l.H + unit_of(item);
    }
    __device__ __forceinline__ int64_t element_of(int t, const Item &item) const {
        return t * b_.l.N * b_.l.H + element_of(item);
    }
    // Of [T,N,4 H]: the unit's first gate.
    __device__ __forceinline__ int64_t gate_of(int t, const Item &item) const {
        return (t * b_.l.N + first_sequence_ + item.slot) * lstm_gates * b_.l.H + unit_of(item);
    }

    // Units that there are not are zeros; where there is no array, those that there are otherwise.
    __device__ __forceinline__ float state_of(
            const float *array, const Item &item, float otherwise) const {
        return !exists(item)        ? 0
               : array == nullptr ? otherwise
                                  : array[element_of(item)];
    }

    // Zeros past a sequence's length, where dy may be anything.
    __device__ __forceinline__ Stored stored_of(int t, const Item &item) const {
        Stored stored = {};
        if (exists(item) && t < lengths_[item.slot]) {
            const RecurrentBackward &l = b_.l;
            const float *const gates = l.gates + gate_of(t, item);
            stored.gates = {gates[0], gates[l.H], gates[2 * l.H], gates[3 * l.H]};
            stored.c = l.cells[element_of(t, item)];
            stored.c_before =
                    t > 0 ? l.cells[element_of(t - 1, item)] : state_of(l.c0, item, 0);
            stored.dy = l.dy[element_of(t, item)];
        }
        return stored;
    }

    // In the order of their sources.
    __device__ __forceinline__ float sum_of(const uint32_t *partials, int e) const {
        float sum = 0;
        for (int source = 0; source < b_.layout.blocks; ++source) {
            sum += float_of_bits(static_cast<int32_t>(partials[source * items_ + e]));
        }
        return sum;
    }

    __device__ __forceinline__ void set_operand(const Item &item, const LstmGates &d) {
        using Layout = FragmentLayout<precision>;
        const int k = lstm_gates * item.unit;
        const auto place = [&](int gate) -> uint32_t & {
            return operand_[Layout::word_of(k + gate, item.slot, b_.layout.chunks)];
        };
        if constexpr (Layout::pairs) {
            place(0) = Layout::word(d.i, d.f);
            place(2) = Layout::word(d.g, d.o);
        } else {
            place(0) = Layout::word(d.i);
            place(1) = Layout::word(d.f);
            place(2) = Layout::word(d.g);
            place(3) = Layout::word(d.o);
        }
    }

    __device__ __forceinline__ void store(int t, const Item &item, const LstmGates &d) const {
        if (exists(item)) {
            const int64_t H = b_.l.H;
            float *const gates = b_.l.dgates + gate_of(t, item);
            gates[0] = d.i;
            gates[H] = d.f;
            gates[2 * H] = d.g;
            gates[3 * H] = d.o;
        }
    }

    const Backward &b_;
    int first_unit_;
    int64_t first_sequence_;
    int items_;
    uint32_t *operand_;
    float *carried_, *masks_;
    int *lengths_;
    Stored asked_[asked_items];
};

}  // namespace timbrel
