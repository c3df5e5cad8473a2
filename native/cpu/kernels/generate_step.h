// SPDX-License-Identifier: Apache-2.0
// One step of a network over the rows that stand for the active slots, divided over the threads of
// a gang. A thread owns the same panels of every matrix at every step, which then stay in its
// caches as far as they go.
#pragma once

#include "../threads.h"
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
    RowArray c;
    RowArray hidden_sums;
    RowArray dense, dense_words;  // the dense layer's outputs, and as operands
};

struct Step {
    GeneratorLayout layout;
    const float *packed;
    int64_t rows;
    StepLayer *layers;    // [L]
    RowArray frames;      // [rows][D] the last frame
    RowArray x;           // [rows] the input of layer 0 as operands; not with a folded table
    RowArray input_sums;  // [rows] where a layer's input has sums of its own
    RowArray norms;       // [rows] NormStatistics of input and hidden sums, with layer norm
    RowArray outputs;     // [rows][P padded]
};

// Makes x of the row's frame.
void set_input(const Step &step, int64_t row);

// W_hh h of all layers, as far as the member's panels go. Needs the step before, not the frame.
void hidden_products(const Step &step, const Member &member);

// All layers, from x to the last h; a barrier stands at the end.
void advance_layers(const Step &step, Member &member);

// The member's part of the head's outputs.
void head_product(const Step &step, const Member &member);

}  // namespace timbrel::TIMBREL_ISA
