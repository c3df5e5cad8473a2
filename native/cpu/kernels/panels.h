// SPDX-License-Identifier: Apache-2.0
// Products of some rows with a matrix that is laid out once and read once a step, from its first
// byte to its last.
//
// The matrix [gates * units, depth], gates stacked as timbrel.h has them, becomes panels of some
// units with all their gates: [panel][depth][gate][unit of the panel], so that who owns a panel can
// compute its units' cells with nobody else's sums. Rows of sums have that order too: a row has
// panel_count * panel_floats floats, the last panel filled up with zeros.
//
// An element's products are added one by one in the order of the depth by one thread: neither the
// number of rows nor that of threads changes its bits.
#pragma once

#include "simd.h"

namespace timbrel::TIMBREL_ISA {

// Gates of a unit lie a vector apart, or a panel is units only.
static inline int panel_vectors(int64_t gates) {
    return gates == 1 ? 2 : static_cast<int>(gates);
}

static inline int64_t panel_floats(int64_t gates) {
    return panel_vectors(gates) * vector_floats;
}

static inline int64_t panel_units(int64_t gates) {
    return panel_floats(gates) / gates;
}

static inline int64_t panel_count(int64_t gates, int64_t units) {
    return (units + panel_units(gates) - 1) / panel_units(gates);
}

// The unit that a place of a row of sums stands for, perhaps one past the last; and its gate.
static inline int64_t unit_at(int64_t gates, int64_t place) {
    const int64_t width = panel_floats(gates), units = panel_units(gates);
    return place / width * units + place % width % units;
}

static inline int64_t gate_at(int64_t gates, int64_t place) {
    return place % panel_floats(gates) / panel_units(gates);
}

// Sums of some rows, panel by panel. Where only their owner looks at them, a panel's rows lie
// together, and what a processor prefetches is not another's.
struct PanelArray {
    float *data;
    int64_t panel_stride, row_stride;

    float *at(int64_t panel, int64_t row) const {
        return data + panel * panel_stride + row * row_stride;
    }
};

// What sums begin with: like a PanelArray; a row_stride of 0 is the same for all rows. Where data
// is NULL: zeros.
struct PanelInitial {
    const float *data;
    int64_t panel_stride, row_stride;
};

// Rows times some panels of a matrix.
struct PanelProduct {
    int64_t rows;
    int vectors;    // of a panel
    int64_t words;  // of a panel's column
    int64_t panels;
    const float *weights;   // [panels][words][panel]
    const float *operands;  // [rows][operand_stride] words
    int64_t operand_stride;
    PanelInitial initial;
    PanelArray sums;  // out; may be what initial is
};

// How weights and operands are held. A word has the size of a float.
struct PanelFormat {
    int64_t (*weight_words)(int64_t depth);   // of a panel's column
    int64_t (*operand_words)(int64_t depth);  // of a row of operands; zeros where it has no value
    int64_t operands_a_word;
    // One panel's column: weights [depth], or NULL: zeros; into every stride-th word from packed
    // on.
    void (*pack)(int64_t depth, const float *weights, int64_t stride, float *packed);
    // The words of values [count], which begin at an even place of a row. NULL: they are the values
    // themselves.
    void (*round)(int64_t count, const float *values, float *words);
    void (*multiply)(const PanelProduct &product);
    // Panels that this many rows are best multiplied with at a time, or a multiple of it.
    int (*panels_aside)(int64_t rows, int vectors);
};

extern const PanelFormat fp32_panels;

// Operands rounded to bf16, sums in fp32.
extern const PanelFormat bf16_panels;

}  // namespace timbrel::TIMBREL_ISA
