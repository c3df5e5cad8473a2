// SPDX-License-Identifier: Apache-2.0
// One unit of a recurrent cell, forward and back; timbrel.h has the equations. The sums of the
// input are p, those of the state q. Functions is what sigmoid and tanh are made of.
#pragma once

#include <math.h>

#include "host_device.h"

namespace timbrel {

// The C library's.
struct LibraryFunctions {
    // 1 / (1 + exp(-v)). The exponential's argument is never positive, so that nothing overflows
    // and small results keep their relative precision.
    TIMBREL_HOST_DEVICE inline float sigmoid(float v) {
        const float e = expf(-fabsf(v));
        const float positive = 1.0f / (1.0f + e);
        return v >= 0.0f ? positive : e * positive;
    }

    TIMBREL_HOST_DEVICE inline float tanh(float v) { return tanhf(v); }
};

struct LstmGates {
    float i, f, g, o;
};

struct LstmCell {
    LstmGates gates;  // after sigmoid and tanh
    float c, h;
};

// sums: p + q.
template <typename Functions>
TIMBREL_HOST_DEVICE inline LstmCell lstm_cell(const LstmGates &sums, float c_before) {
    LstmCell cell;
    cell.gates.i = Functions::sigmoid(sums.i);
    cell.gates.f = Functions::sigmoid(sums.f);
    cell.gates.g = Functions::tanh(sums.g);
    cell.gates.o = Functions::sigmoid(sums.o);
    cell.c = cell.gates.f * c_before + cell.gates.i * cell.gates.g;
    cell.h = cell.gates.o * Functions::tanh(cell.c);
    return cell;
}

struct LstmGradients {
    LstmGates sums;  // of p + q
    float c_before;
};

// dh, dc: the gradients of h and of c, as the steps behind left them.
template <typename Functions>
TIMBREL_HOST_DEVICE inline LstmGradients lstm_cell_backward(
        const LstmGates &gates, float c_before, float c, float dh, float dc) {
    const float t = Functions::tanh(c);
    const float d = dc + dh * gates.o * (1 - t * t);
    LstmGradients gradients;
    gradients.sums.i = d * gates.g * gates.i * (1 - gates.i);
    gradients.sums.f = d * c_before * gates.f * (1 - gates.f);
    gradients.sums.g = d * gates.i * (1 - gates.g * gates.g);
    gradients.sums.o = dh * t * gates.o * (1 - gates.o);
    gradients.c_before = d * gates.f;
    return gradients;
}

struct GruGates {
    float r, z, n;
};

struct GruCell {
    GruGates gates;  // after sigmoid and tanh
    float h;
};

template <typename Functions>
TIMBREL_HOST_DEVICE inline GruCell gru_cell(const GruGates &p, const GruGates &q, float h_before) {
    GruCell cell;
    cell.gates.r = Functions::sigmoid(p.r + q.r);
    cell.gates.z = Functions::sigmoid(p.z + q.z);
    cell.gates.n = Functions::tanh(p.n + cell.gates.r * q.n);
    cell.h = (1 - cell.gates.z) * cell.gates.n + cell.gates.z * h_before;
    return cell;
}

struct GruGradients {
    GruGates p;  // q has the same for r and z
    float q_n;
    float h_before;  // by way of z h alone, without what comes through q
};

template <typename Functions>
TIMBREL_HOST_DEVICE inline GruGradients gru_cell_backward(
        const GruGates &gates, float q_n, float h_before, float dh) {
    GruGradients gradients;
    gradients.p.n = dh * (1 - gates.z) * (1 - gates.n * gates.n);
    gradients.p.r = gradients.p.n * q_n * gates.r * (1 - gates.r);
    gradients.p.z = dh * (h_before - gates.n) * gates.z * (1 - gates.z);
    gradients.q_n = gradients.p.n * gates.r;
    gradients.h_before = dh * gates.z;
    return gradients;
}

// h of a cell without gates; sum: p + q.
template <typename Functions>
TIMBREL_HOST_DEVICE inline float rnn_cell(float sum) {
    return Functions::tanh(sum);
}

// The gradient of p + q.
TIMBREL_HOST_DEVICE inline float rnn_cell_backward(float h, float dh) {
    return dh * (1 - h * h);
}

}  // namespace timbrel
