// SPDX-License-Identifier: Apache-2.0
// The LSTM cell: from the four gates' sums and the old c to the new c and h.
#pragma once

#include <math.h>

#include "host_device.h"

namespace timbrel {

// 1 / (1 + exp(-v)). The exponential's argument is never positive, so that nothing overflows and
// small results keep their relative precision.
TIMBREL_HOST_DEVICE inline float sigmoid(float v) {
    const float e = expf(-fabsf(v));
    const float positive = 1.0f / (1.0f + e);
    return v >= 0.0f ? positive : e * positive;
}

struct LstmGates {
    float i, f, g, o;
};

struct LstmCell {
    LstmGates gates;  // after sigmoid and tanh
    float c, h;
};

// sums: the four gates before sigmoid and tanh.
TIMBREL_HOST_DEVICE inline LstmCell lstm_cell(const LstmGates &sums, float c_previous) {
    LstmCell cell;
    cell.gates.i = sigmoid(sums.i);
    cell.gates.f = sigmoid(sums.f);
    cell.gates.g = tanhf(sums.g);
    cell.gates.o = sigmoid(sums.o);
    cell.c = cell.gates.f * c_previous + cell.gates.i * cell.gates.g;
    cell.h = cell.gates.o * tanhf(cell.c);
    return cell;
}

}  // namespace timbrel
