// SPDX-License-Identifier: Apache-2.0
// The rows that stand for the active slots while a call lasts.
#pragma once

#include "../kernels.h"
#include "generate_step.h"

namespace timbrel::TIMBREL_ISA {

struct ActiveRows {
    Step step;
    int64_t *slots;    // [rows] which slot a row is
    RowArray weights;  // [rows][K] scratch of a draw, with TB_CATEGORICAL
    RowArray texture;  // [rows] scratch of a texture's step
    int64_t zeroed;    // floats from the beginning that have to be zero where nothing is written
};

// Rows for so many active slots, with their state; false: there is no memory for them.
bool load_rows(const Generate &call, int64_t rows, ActiveRows *active);

// The slot has something to draw or to take: it is active and has not ended.
bool takes_part(const Generate &call, int64_t slot);

// Moves a row's state back.
void store_row(const Generate &call, const ActiveRows &active, int64_t row);

// Moves all states back, but those of slots that have ended meanwhile.
void store_rows(const Generate &call, const ActiveRows &active);

}  // namespace timbrel::TIMBREL_ISA
