// SPDX-License-Identifier: Apache-2.0
// A step of a texture in a slot: the frame, and what moves with it. timbrel.h has the equations.
#pragma once

#include "network.h"
#include "sampling.h"

namespace timbrel::TIMBREL_ISA {

// Arrays of the row that stands for a slot.
struct TextureRow {
    float *logits;   // [K] of the head; in and out
    float *weights;  // [K] scratch
    float *scratch;  // [texture_scratch]
};

int64_t texture_scratch(const tb_texture &texture);

// What goes into the network at step t of the call: input [input_size].
void texture_input(const Generate &call, int64_t t, int64_t slot, float *input);

// The slot's next frame, drawn, into out.
void advance_texture(const Generate &call, int64_t t, int64_t slot, const Draw &draw,
        const TextureRow &row);

// The slot's next frame is the forced one.
void force_texture(const Generate &call, int64_t t, int64_t slot, const TextureRow &row);

}  // namespace timbrel::TIMBREL_ISA
