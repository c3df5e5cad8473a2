// SPDX-License-Identifier: Apache-2.0
// The cells of a block's units in the resident kernel of an LSTM layer's way back: what is between
// the gradients that come from the step behind and those that go to the step before.
#pragma once

#include <type_traits>

#include "backward_layout.h"
#include "cell.h"
#include "recurrent.h"
#include "team_norm.h"

namespace timbrel {

// What the kernel is called with.
struct Backward {
    RecurrentBackward l;
    BackwardLayout layout;
    uint64_t *words;  // of the exchange
    int32_t *signal;
};

// normed: with layer norm of the products of the way forward.
template <tb_precision precision, bool normed>
class BackwardCells {
public:
    __device__ __forceinline__ BackwardCells(
            const Backward &b, int team, int rank, unsigned char *shared)
        : b_(b),
          first_unit_(rank * b.layout.units),
          first_sequence_(team * b.layout.slots),
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
            // What is not asked for is set too, lest registers keep that of the step behind.
            asked_[i] = e < items_ ? stored_of(t, item_of(e)) : Stored{};
        }
    }

    // The cells of step t. partials: of the step behind, in the order of the channel's words; NULL
    // at the last step. With layer norm the gradients are left there, and not yet an operand.
    __device__ __forceinline__ void step_back(
            int t, const uint32_t *partials, const TeamNorm &norm) {
        static_assert(resident_threads >= most_slots_of_team);
        const bool has_slot = normed && thread() < b_.layout.slots;
        const float deviation = has_slot ? deviation_of(t, thread()) : 0;
        int round = 0;
        for (int e = thread(); e < items_; e += resident_threads, ++round) {
            const Item item = item_of(e);
            Stored stored = asked_[0];
            if (asked_items > 1 && round == 1) {
                stored = asked_[asked_items - 1];
            } else if (round >= asked_items) {
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
            store(b_.l.dgates, t, item, d.sums);
            if constexpr (normed) {
                const float4 gains = norm.gains(item.unit);
                norm.values(item.slot, item.unit) = {d.sums.i * gains.x, d.sums.f * gains.y,
                        d.sums.g * gains.z, d.sums.o * gains.w};
                norm.normed(item.slot, item.unit) = stored.along.of_gates;
            } else {
                set_operand(item, d.sums);
            }
        }
        if (has_slot) {
            norm.deviation(thread()) = deviation;
        }
    }

    // With layer norm, once its moments are there: the gradients of what was normalised.
    __device__ __forceinline__ void through_norm(int t, const TeamNorm &norm) {
        for (int e = thread(); e < items_; e += resident_threads) {
            const Item item = item_of(e);
            LstmGates d = {};
            if (t < lengths_[item.slot] && unit_of(item) < b_.l.H) {
                const float4 values = norm.values(item.slot, item.unit);
                const float4 along = norm.normed(item.slot, item.unit);
                const Moments m = norm.moments(item.slot);
                const float rstd = norm.deviation(item.slot);
                d.i = rstd * (values.x - m.first - along.x * m.second);
                d.f = rstd * (values.y - m.first - along.y * m.second);
                d.g = rstd * (values.z - m.first - along.z * m.second);
                d.o = rstd * (values.w - m.first - along.w * m.second);
            }
            set_operand(item, d);
            store(b_.l.dhidden, t, item, d);
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

    struct Normed {
        float4 of_gates;
    };
    struct NotNormed {};

    // What a cell's way back needs of the way forward, and the gradient of its y.
    struct Stored {
        LstmGates gates;
        float c_before, c, dy;
        std::conditional_t<normed, Normed, NotNormed> along;  // what was normalised
    };

    // A thread keeps what it has asked for in registers, of which layer norm leaves fewer.
    static constexpr int asked_items = normed ? 1 : 2;

    __device__ __forceinline__ static int thread() { return static_cast<int>(threadIdx.x); }
    __device__ __forceinline__ Item item_of(int e) const {
        return {quotient(e, b_.layout.by_units), remainder(e, b_.layout.by_units)};
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
        return !exists(item) ? 0 : array == nullptr ? otherwise : array[element_of(item)];
    }

    // Zeros past a sequence's length, where dy may be anything.
    __device__ __forceinline__ Stored stored_of(int t, const Item &item) const {
        Stored stored = {};
        if (exists(item) && t < lengths_[item.slot]) {
            const RecurrentBackward &l = b_.l;
            const float *const gates = l.gates + gate_of(t, item);
            stored.gates = {gates[0], gates[l.H], gates[2 * l.H], gates[3 * l.H]};
            stored.c = l.cells[element_of(t, item)];
            stored.c_before = t > 0 ? l.cells[element_of(t - 1, item)] : state_of(l.c0, item, 0);
            stored.dy = l.dy[element_of(t, item)];
            if constexpr (normed) {
                const float *const of = l.normed + gate_of(t, item);
                stored.along.of_gates = {of[0], of[l.H], of[2 * l.H], of[3 * l.H]};
            }
        }
        return stored;
    }

    // rstd of the way forward.
    __device__ __forceinline__ float deviation_of(int t, int slot) const {
        const int64_t n = first_sequence_ + slot;
        return t < lengths_[slot] ? b_.l.rstd[t * b_.l.N + n] : 0;
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

    // Into an array [T,N,4 H].
    __device__ __forceinline__ void store(
            float *array, int t, const Item &item, const LstmGates &d) const {
        if (exists(item)) {
            const int64_t H = b_.l.H;
            float *const gates = array + gate_of(t, item);
            gates[0] = d.i;
            gates[H] = d.f;
            gates[2 * H] = d.g;
            gates[3 * H] = d.o;
        }
    }

    const Backward &b_;
    int first_unit_;
    int first_sequence_;
    int items_;
    uint32_t *operand_;
    float *carried_, *masks_;
    int *lengths_;
    Stored asked_[asked_items];
};

}  // namespace timbrel
