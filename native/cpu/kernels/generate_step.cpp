// SPDX-License-Identifier: Apache-2.0
// One step of a network. Barriers stand where a thread needs what others made.
#include "generate_step.h"

#include "elementary.h"
#include "generate_cell.h"
#include "operations.h"

namespace timbrel::TIMBREL_ISA {
namespace {

struct Range {
    int64_t first, end;
};

// The panels that a member owns.
Range share(int64_t panels, const Member &member) {
    return {panels * member.index / member.count, panels * (member.index + 1) / member.count};
}

// The member's panels of sums = initial + operands * matrix.
//
// initial  one row for all, or NULL: zeros; not looked at where sums are added to
void multiply(const Step &step, const Member &member, const PackedMatrix &m,
        const RowArray &operands, const float *initial, bool accumulate, const RowArray &sums) {
    const Range own = share(m.panels, member);
    const int64_t width = panel_floats(m.gates), first = own.first * width;
    PanelProduct product = {step.rows, panel_vectors(m.gates), m.words, own.end - own.first,
            step.packed + m.weights + first * m.words, operands.data, operands.stride,
            initial ? initial + first : nullptr, 0, sums.data + first, sums.stride};
    if (accumulate) {
        product.initial = product.sums;
        product.initial_stride = sums.stride;
    }
    step.layout.format->multiply(product);
}

// The words of the values first..end-1 of a row, first being even.
void round_row(const Step &step, int64_t first, int64_t end, const float *values, float *words) {
    const PanelFormat &format = *step.layout.format;
    if (format.round != nullptr && end > first) {
        format.round(end - first, values + first, words + first / format.operands_a_word);
    }
}

bool is_folded(const Step &step, int64_t layer) {
    return layer == 0 && step.layout.folded;
}

const float *table_row(const Step &step, int64_t row) {
    const auto token = static_cast<int64_t>(step.frames.row(row)[0]);
    return step.packed + step.layout.table + token * step.layout.table_row;
}

NormStatistics *norms_of(const Step &step, int64_t row) {
    return reinterpret_cast<NormStatistics *>(step.norms.row(row));
}

// Statistics of the whole rows of sums, which all members have made. A member takes some rows.
void find_norms(const Step &step, int64_t layer, Member &member) {
    const StepLayer &l = step.layers[layer];
    const PackedMatrix &m = l.packed.hidden;
    member.barrier();
    for (int64_t row = member.index; row < step.rows; row += member.count) {
        NormStatistics *norms = norms_of(step, row);
        if (!is_folded(step, layer)) {
            norms[0] = row_statistics(m.gates, m.units, step.input_sums.row(row));
        }
        norms[1] = row_statistics(m.gates, m.units, l.hidden_sums.row(row));
    }
    member.barrier();
}

// The member's panels of a row's sums.
void normalise_sums(const Step &step, int64_t layer, int64_t row, int64_t first, int64_t end) {
    const StepLayer &l = step.layers[layer];
    const float *packed = step.packed;
    const NormStatistics *norms = norms_of(step, row);
    if (!is_folded(step, layer)) {
        normalise(first, end, norms[0], packed + l.packed.norm_ih, packed + l.packed.bias_ih,
                step.input_sums.row(row));
    }
    normalise(first, end, norms[1], packed + l.packed.norm_hh, packed + l.packed.bias_hh,
            l.hidden_sums.row(row));
}

void advance_cells(const Step &step, int64_t layer, const Member &member) {
    const tb_network &net = *step.layout.net;
    const StepLayer &l = step.layers[layer];
    const PackedMatrix &m = l.packed.hidden;
    const Range own = share(m.panels, member);
    const int64_t width = panel_floats(m.gates), units = panel_units(m.gates);
    const int64_t place = own.first * width, unit = own.first * units;
    for (int64_t row = 0; row < step.rows; ++row) {
        if (net.layer_norm != 0) {
            normalise_sums(step, layer, row, place, own.end * width);
        }
        const float *input = is_folded(step, layer) ? table_row(step, row) + place
                             : has_input_sums(net)  ? step.input_sums.row(row) + place
                                                    : nullptr;
        panel_cells(net.cell, own.end - own.first, input, l.hidden_sums.row(row) + place,
                l.c.data ? l.c.row(row) + unit : nullptr, l.h.row(row) + unit);
        round_row(step, unit, own.end * units, l.h.row(row), l.h_words.row(row));
    }
}

void advance_dense(const Step &step, const StepLayer &l, const Member &member) {
    const PackedMatrix &m = l.packed.dense;
    multiply(step, member, m, l.h_words, step.packed + l.packed.dense_bias, false, l.dense);
    const Range own = share(m.panels, member);
    const int64_t first = own.first * panel_floats(1), end = own.end * panel_floats(1);
    for (int64_t row = 0; row < step.rows; ++row) {
        tanh_in_place(end - first, l.dense.row(row) + first);
        round_row(step, first, end, l.dense.row(row), l.dense_words.row(row));
    }
}

}  // namespace

void set_input(const Step &step, int64_t row) {
    const GeneratorLayout &layout = step.layout;
    if (layout.folded) {
        return;
    }
    float *words = step.x.row(row);
    if (layout.net->embedding_size > 0) {
        const float *from = table_row(step, row);
        for (int64_t k = 0; k < layout.format->operand_words(layout.net->embedding_size); ++k) {
            words[k] = from[k];
        }
    } else if (layout.format->round != nullptr) {
        layout.format->round(layout.net->frame_size, step.frames.row(row), words);
    }
}

void hidden_products(const Step &step, const Member &member) {
    const tb_network &net = *step.layout.net;
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        const float *initial = net.layer_norm != 0 ? nullptr : step.packed + l.packed.bias_hh;
        multiply(step, member, l.packed.hidden, l.h_words, initial, false, l.hidden_sums);
    }
}

void advance_layers(const Step &step, Member &member) {
    const tb_network &net = *step.layout.net;
    const RowArray *x = &step.x;
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        if (!is_folded(step, layer)) {
            const bool separate = has_input_sums(net), normed = net.layer_norm != 0;
            multiply(step, member, l.packed.input, *x,
                    separate && !normed ? step.packed + l.packed.bias_ih : nullptr, !separate,
                    separate ? step.input_sums : l.hidden_sums);
        }
        if (net.layer_norm != 0) {
            find_norms(step, layer, member);
        }
        advance_cells(step, layer, member);
        member.barrier();
        x = &l.h_words;
        if (dense_follows(net, layer)) {
            advance_dense(step, l, member);
            member.barrier();
            x = &l.dense_words;
        }
    }
}

void head_product(const Step &step, const Member &member) {
    multiply(step, member, step.layout.head, step.layers[step.layout.net->layers - 1].h_words,
            step.packed + step.layout.head_bias, false, step.outputs);
}

}  // namespace timbrel::TIMBREL_ISA
