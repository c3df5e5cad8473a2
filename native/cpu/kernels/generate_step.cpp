// SPDX-License-Identifier: Apache-2.0
// One step of a network. A stage ends where what follows needs what all have made.
#include "generate_step.h"

#include "generate_cell.h"

namespace timbrel::TIMBREL_ISA {
namespace {

struct Range {
    int64_t first, end;
};

Range panels_of(const Groups &groups, int64_t owner, int64_t piece) {
    const int64_t first = (groups.first(owner) + piece) * groups.panels_a_group;
    const int64_t end = first + groups.panels_a_group;
    return {first, end < groups.panels ? end : groups.panels};
}

// Some panels of sums = initial + operands * matrix.
//
// initial  one row for all, or NULL: zeros; not looked at where sums are added to
void multiply(const Step &step, const PackedMatrix &m, const Range &panels,
        const RowArray &operands, const float *initial, bool accumulate, const PanelArray &sums) {
    const int64_t width = panel_floats(m.gates), first = panels.first * width;
    const PanelArray here = {sums.at(panels.first, 0), sums.panel_stride, sums.row_stride};
    PanelInitial from = {initial ? initial + first : nullptr, width, 0};
    if (accumulate) {
        from = {here.data, here.panel_stride, here.row_stride};
    }
    step.layout.format->multiply({step.rows, panel_vectors(m.gates), m.words,
            panels.end - panels.first, step.packed + m.weights + first * m.words, operands.data,
            operands.stride, from, here});
}

// Rows whose panels lie one behind the other.
PanelArray panels_of_rows(const RowArray &rows) {
    return {rows.data, panel_floats(1), rows.stride};
}

// Asks for what other threads have written to rows, all at once instead of line by line.
void fetch_rows(const Step &step, const RowArray &rows) {
    for (int64_t row = 0; row < step.rows; ++row) {
        for (int64_t k = 0; k < rows.stride; k += 16) {
            __builtin_prefetch(rows.row(row) + k);
        }
    }
}

// Asks for places first..end-1 of rows that other threads have read, to write there.
void claim_rows(const Step &step, const RowArray &rows, int64_t first, int64_t end) {
    for (int64_t row = 0; row < step.rows; ++row) {
        for (int64_t k = first; k < end; k += 16) {
            __builtin_prefetch(rows.row(row) + k, 1);
        }
    }
}

// A stage of the pieces of one matrix: work(panels).
//
// operands  what others have just written and all pieces read
template <typename Work>
bool panel_stage(const Step &step, StageMember &member, const PackedMatrix &m,
        const RowArray &operands, const Work &work) {
    const Groups groups = groups_of(step, m, member.owners);
    bool fetched = member.owners == 1;
    return member.stage(
            groups.count(), [&](int64_t owner) { return groups.of(owner); },
            [&](int64_t owner, int64_t piece) {
                if (!fetched) {
                    fetch_rows(step, operands);
                    fetched = true;
                }
                work(panels_of(groups, owner, piece));
            });
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

// Statistics of the whole rows of sums.
bool norm_stage(const Step &step, int64_t layer, StageMember &member) {
    const StepLayer &l = step.layers[layer];
    const PackedMatrix &m = l.packed.hidden;
    return member.stage(
            step.rows,
            [&](int64_t owner) { return (step.rows + member.owners - 1 - owner) / member.owners; },
            [&](int64_t owner, int64_t piece) {
                const int64_t row = owner + piece * member.owners;
                NormStatistics *norms = norms_of(step, row);
                if (!is_folded(step, layer)) {
                    norms[0] = row_statistics(m.gates, m.units, step.input_sums.at(0, row),
                            step.input_sums.panel_stride);
                }
                norms[1] = row_statistics(
                        m.gates, m.units, l.hidden_sums.at(0, row), l.hidden_sums.panel_stride);
            });
}

void normalise_sums(const Step &step, int64_t layer, int64_t panel, int64_t row) {
    const StepLayer &l = step.layers[layer];
    const int64_t width = panel_floats(l.packed.hidden.gates);
    const float *packed = step.packed + panel * width;
    const NormStatistics *norms = norms_of(step, row);
    if (!is_folded(step, layer)) {
        normalise(width, norms[0], packed + l.packed.norm_ih, packed + l.packed.bias_ih,
                step.input_sums.at(panel, row));
    }
    normalise(width, norms[1], packed + l.packed.norm_hh, packed + l.packed.bias_hh,
            l.hidden_sums.at(panel, row));
}

void advance_cell(const Step &step, int64_t layer, int64_t panel, int64_t row) {
    const tb_network &net = *step.layout.net;
    const StepLayer &l = step.layers[layer];
    const int64_t gates = l.packed.hidden.gates, unit = panel * panel_units(gates);
    if (net.layer_norm != 0) {
        normalise_sums(step, layer, panel, row);
    }
    const float *input = is_folded(step, layer) ? table_row(step, row) + panel * panel_floats(gates)
                         : has_input_sums(net)  ? step.input_sums.at(panel, row)
                                                : nullptr;
    panel_cells(net.cell, input, l.hidden_sums.at(panel, row),
            l.c.data ? l.c.at(panel, row) : nullptr, l.h.row(row) + unit);
    round_row(step, unit, unit + panel_units(gates), l.h.row(row), l.h_words.row(row));
}

void advance_cells(const Step &step, int64_t layer, const Range &panels) {
    for (int64_t panel = panels.first; panel < panels.end; ++panel) {
        for (int64_t row = 0; row < step.rows; ++row) {
            advance_cell(step, layer, panel, row);
        }
    }
}

void advance_dense(const Step &step, const StepLayer &l, const Range &panels) {
    multiply(step, l.packed.dense, panels, l.h_words, step.packed + l.packed.dense_bias, false,
            panels_of_rows(l.dense));
    const int64_t first = panels.first * panel_floats(1), end = panels.end * panel_floats(1);
    for (int64_t row = 0; row < step.rows; ++row) {
        panel_tanh(end - first, l.dense.row(row) + first);
        round_row(step, first, end, l.dense.row(row), l.dense_words.row(row));
    }
}

// What of a layer needs no whole rows: without layer norm everything.
void advance_panels(const Step &step, int64_t layer, const RowArray &x, const Range &panels) {
    const tb_network &net = *step.layout.net;
    const StepLayer &l = step.layers[layer];
    const bool separate = has_input_sums(net), normed = net.layer_norm != 0;
    // Only h_words is what others read.
    const int64_t words = panel_units(l.packed.hidden.gates) / step.layout.format->operands_a_word;
    claim_rows(step, l.h_words, panels.first * words, panels.end * words);
    if (!is_folded(step, layer)) {
        multiply(step, l.packed.input, panels, x,
                separate && !normed ? step.packed + l.packed.bias_ih : nullptr, !separate,
                separate ? step.input_sums : l.hidden_sums);
    }
    if (!normed) {
        advance_cells(step, layer, panels);
    }
}

bool advance_layer(const Step &step, int64_t layer, const RowArray &x, StageMember &member) {
    const PackedMatrix &m = step.layers[layer].packed.hidden;
    const bool normed = step.layout.net->layer_norm != 0;
    return panel_stage(step, member, m, x,
                   [&](const Range &panels) { advance_panels(step, layer, x, panels); }) &&
           (!normed || (norm_stage(step, layer, member) &&
                               panel_stage(step, member, m, step.norms, [&](const Range &panels) {
                                   advance_cells(step, layer, panels);
                               })));
}

}  // namespace

Groups groups_of(const Step &step, const PackedMatrix &m, int64_t owners) {
    // About a microsecond of work: at 64 bytes a nanosecond, or four rows in that time.
    constexpr int64_t piece_bytes = 64 * 1024;
    const int64_t rows = step.rows < 4 ? 4 : step.rows;
    const int64_t panel_bytes = m.words * panel_floats(m.gates) * 4 * rows / 4;
    const int64_t aside = step.layout.format->panels_aside(step.rows, panel_vectors(m.gates));
    const int64_t enough = (piece_bytes / panel_bytes + aside) / aside * aside;
    const int64_t share = (m.panels + owners - 1) / owners;
    return {m.panels, enough < share ? enough : share, owners};
}

void set_input(const Step &step, int64_t row, const float *conditions) {
    const GeneratorLayout &layout = step.layout;
    if (layout.folded) {
        return;
    }
    float *words = step.x.row(row);
    const int64_t C = layout.net->condition_size, I = input_size(*layout.net, 0);
    if (C > 0) {
        const float *from =
                layout.net->embedding_size > 0 ? table_row(step, row) : step.frames.row(row);
        float *input = step.inputs.row(row);
        for (int64_t k = 0; k < I; ++k) {
            input[k] = k < I - C ? from[k] : conditions[k - (I - C)];
        }
        if (layout.format->round != nullptr) {
            layout.format->round(I, input, words);
        }
    } else if (layout.net->embedding_size > 0) {
        const float *from = table_row(step, row);
        for (int64_t k = 0; k < layout.format->operand_words(layout.net->embedding_size); ++k) {
            words[k] = from[k];
        }
    } else if (layout.format->round != nullptr) {
        layout.format->round(I, step.frames.row(row), words);
    }
}

void hidden_product(
        const Step &step, int64_t layer, const Groups &groups, int64_t owner, int64_t piece) {
    const StepLayer &l = step.layers[layer];
    const float *initial =
            step.layout.net->layer_norm != 0 ? nullptr : step.packed + l.packed.bias_hh;
    multiply(step, l.packed.hidden, panels_of(groups, owner, piece), l.h_words, initial, false,
            l.hidden_sums);
}

bool advance_layers(const Step &step, StageMember &member) {
    const tb_network &net = *step.layout.net;
    const RowArray *x = &step.x;
    for (int64_t layer = 0; layer < net.layers; ++layer) {
        const StepLayer &l = step.layers[layer];
        if (!advance_layer(step, layer, *x, member)) {
            return false;
        }
        x = &l.h_words;
        if (dense_follows(net, layer)) {
            if (!panel_stage(step, member, l.packed.dense, l.h_words,
                        [&](const Range &panels) { advance_dense(step, l, panels); })) {
                return false;
            }
            x = &l.dense_words;
        }
    }
    return true;
}

bool head_stage(const Step &step, StageMember &member) {
    const GeneratorLayout &layout = step.layout;
    const RowArray &h = step.layers[layout.net->layers - 1].h_words;
    return panel_stage(step, member, layout.head, h, [&](const Range &panels) {
        multiply(step, layout.head, panels, h, step.packed + layout.head_bias, false,
                panels_of_rows(step.outputs));
    });
}

}  // namespace timbrel::TIMBREL_ISA
