// SPDX-License-Identifier: Apache-2.0
// One step of a network over the rows that stand for the active slots, divided over the threads of
// a gang. A thread owns the same panels of every matrix at every step, which then stay in its
// caches as far as they go.
#pragma once

#include "../stages.h"
#include "generate_layout.h"

namespace timbrel::TIMBREL_ISA {

// An array of rows in scratch memory. Rows are not a power of two apart, which would put them all
// in the same few lines of the first cache.
struct RowArray {
    float *data;
    int64_t stride;

    float *row(int64_t index) const { return data + index * stride; }
};

struct StepLayer {
    PackedLayer packed;
    RowArray h, h_words;  // h_words: h as an operand, h itself with fp32
    PanelArray c;         // [units] a panel
    PanelArray hidden_sums;
    RowArray dense, dense_words;  // the dense layer's outputs, and as operands
};

struct Step {
    GeneratorLayout layout;
    const float *packed;
    int64_t rows;
    StepLayer *layers;      // [L]
    RowArray frames;        // [rows][D] the last frame; [rows][input_size] where that is not 0
    RowArray inputs;        // [rows][I] of layer 0 where conditions go in; else frames
    RowArray x;             // [rows] the input of layer 0 as operands; not with a folded table
    PanelArray input_sums;  // where a layer's input has sums of its own
    RowArray norms;         // [rows] NormStatistics of input and hidden sums, with layer norm
    RowArray outputs;       // [rows][P padded]
};

// Makes x of the row's frame and of its conditions [C], NULL where there are none.
void set_input(const Step &step, int64_t row, const float *conditions);

// All layers, from x to the last h. False: as StageMember::stage.
bool advance_layers(const Step &step, StageMember &member);

// The head's outputs.
bool head_stage(const Step &step, StageMember &member);

// Panels of a matrix that are one piece of a stage, and the pieces of an owner: some neighbours.
struct Groups {
    int64_t panels, panels_a_group, owners;

    int64_t count() const { return (panels + panels_a_group - 1) / panels_a_group; }
    int64_t first(int64_t owner) const { return count() * owner / owners; }
    int64_t of(int64_t owner) const { return first(owner + 1) - first(owner); }
};

Groups groups_of(const Step &step, const PackedMatrix &m, int64_t owners);

// W_hh h of a layer for one piece of an owner.
void hidden_product(
        const Step &step, int64_t layer, const Groups &groups, int64_t owner, int64_t piece);

// One stage: draw(row) for all rows where `draws`; and where `goes_on` W_hh h of all layers for the
// next step, which needs no frame.
template <typename Draw>
bool draw_stage(const Step &step, StageMember &member, bool draws, bool goes_on, const Draw &draw) {
    const int64_t rows = draws ? step.rows : 0;
    const int64_t layers = goes_on ? step.layout.net->layers : 0;
    const Groups groups = groups_of(step, step.layers[0].packed.hidden, member.owners);
    const auto rows_of = [&](int64_t owner) {
        return (rows + member.owners - 1 - owner) / member.owners;
    };
    return member.stage(
            rows + layers * groups.count(),
            [&](int64_t owner) { return rows_of(owner) + layers * groups.of(owner); },
            [&](int64_t owner, int64_t piece) {
                const int64_t behind = piece - rows_of(owner), here = groups.of(owner);
                if (behind < 0) {
                    draw(owner + piece * member.owners);
                } else {
                    hidden_product(step, behind / here, groups, owner, behind % here);
                }
            });
}

}  // namespace timbrel::TIMBREL_ISA
