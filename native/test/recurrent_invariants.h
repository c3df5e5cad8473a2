// SPDX-License-Identifier: Apache-2.0
// What holds bit for bit on every device: chunks give what the whole gives, a sequence gives what
// it gives alone, and a shorter sequence what it gives when nothing stands behind it.
#pragma once

#include "recurrent_case.h"

namespace timbrel::test {

// The steps from..to of sequences first..last, as inputs of their own. State and lengths follow.
inline RecurrentInputs slice(
        const RecurrentInputs &in, int64_t from, int64_t to, int64_t first, int64_t last) {
    const RecurrentCase &c = in.shape;
    RecurrentInputs part = in;
    part.shape.T = to - from;
    part.shape.N = last - first;
    part.x.clear();
    for (int64_t t = from; t < to; ++t) {
        const auto step = in.x.begin() + t * c.N * c.I;
        part.x.insert(part.x.end(), step + first * c.I, step + last * c.I);
    }
    const auto rows = [&](const std::vector<float> &state) {
        return state.empty() ? state
                             : std::vector<float>(
                                       state.begin() + first * c.H, state.begin() + last * c.H);
    };
    part.h0 = rows(in.h0);
    part.c0 = rows(in.c0);
    part.mask = rows(in.mask);
    part.lengths.clear();
    for (int64_t n = first; !in.lengths.empty() && n < last; ++n) {
        const int64_t left = in.length(n) - from;
        part.lengths.push_back(left < 0 ? 0 : left > to - from ? to - from : left);
    }
    return part;
}

// Compares a [T,N,width] array of a slice with the part of the whole it was cut from.
inline void check_slice(const std::string &where, const char *array, const std::vector<float> &part,
        const std::vector<float> &whole, const RecurrentCase &c, int64_t from, int64_t to,
        int64_t first, int64_t last) {
    const int64_t width = static_cast<int64_t>(whole.size()) / (c.T * c.N);
    for (int64_t t = from; t < to; ++t) {
        const size_t columns = static_cast<size_t>((last - first) * width);
        check_same_bits(where.c_str(), array, part.data() + static_cast<size_t>(t - from) * columns,
                whole.data() + (t * c.N + first) * width, columns);
    }
}

inline void check_outputs_of_slice(const std::string &where, const RecurrentOutputs &part,
        const RecurrentOutputs &whole, const RecurrentCase &c, int64_t from, int64_t to,
        int64_t first, int64_t last) {
    check_slice(where, "y", part.y, whole.y, c, from, to, first, last);
    check_slice(where, "gates", part.gates, whole.gates, c, from, to, first, last);
    check_slice(where, "cells", part.cells, whole.cells, c, from, to, first, last);
    check_slice(where, "h_in", part.h_in, whole.h_in, c, from, to, first, last);
    check_slice(where, "normed", part.normed, whole.normed, c, from, to, first, last);
    check_slice(where, "rstd", part.rstd, whole.rstd, c, from, to, first, last);
}

// run: RecurrentInputs -> RecurrentOutputs, on the device under test.
template <typename Run>
void check_chunks(const RecurrentInputs &in, const RecurrentOutputs &whole, Run run) {
    const RecurrentCase &c = in.shape;
    for (const int64_t chunk : {int64_t{1}, int64_t{4}, c.T - 1}) {
        const std::string where = "chunks of " + std::to_string(chunk) + ": " + c.text();
        RecurrentInputs carried = in;
        for (int64_t from = 0; from < c.T; from += chunk) {
            const int64_t to = from + chunk < c.T ? from + chunk : c.T;
            const RecurrentOutputs part = run(slice(carried, from, to, 0, c.N));
            check_outputs_of_slice(where, part, whole, c, from, to, 0, c.N);
            carried.h0 = part.h_n;
            carried.c0 = part.c_n;
        }
        check_same_bits(where.c_str(), "h_n", carried.h0, whole.h_n);
        check_same_bits(where.c_str(), "c_n", carried.c0, whole.c_n);
    }
}

template <typename Run>
void check_sequences(const RecurrentInputs &in, const RecurrentOutputs &whole, Run run) {
    const RecurrentCase &c = in.shape;
    for (int64_t n = 0; n < c.N; ++n) {
        const std::string where = "sequence " + std::to_string(n) + " alone: " + c.text();
        RecurrentInputs alone = slice(in, 0, in.length(n), n, n + 1);
        alone.lengths.clear();
        const RecurrentOutputs part = run(alone);
        check_outputs_of_slice(where, part, whole, c, 0, in.length(n), n, n + 1);
        const auto H = static_cast<size_t>(c.H);
        check_same_bits(where.c_str(), "h_n", part.h_n.data(), whole.h_n.data() + n * c.H, H);
        if (c.cell == TB_LSTM) {
            check_same_bits(where.c_str(), "c_n", part.c_n.data(), whole.c_n.data() + n * c.H, H);
        }
        for (int64_t t = in.length(n); t < c.T; ++t) {
            for (int64_t j = 0; j < c.H; ++j) {
                check(whole.y[static_cast<size_t>((t * c.N + n) * c.H + j)] == 0,
                        "%s: y is not zero at step %lld, past its %lld", where.c_str(),
                        (long long)t, (long long)in.length(n));
            }
        }
    }
}

template <typename Run>
void check_invariants(Run run) {
    for (const tb_cell cell : {TB_LSTM, TB_GRU, TB_RNN_TANH}) {
        for (const bool options : {false, true}) {
            const RecurrentInputs in({cell, 23, 5, 6, 33, true, true, options, options}, 7);
            const RecurrentOutputs whole = run(in);
            check_chunks(in, whole, run);
            check_sequences(in, whole, run);
        }
    }
}

}  // namespace timbrel::test
