// SPDX-License-Identifier: Apache-2.0
// The losses of a head's outputs over a batch.
#include "head.h"

#include "../pieces.h"
#include "../scratch.h"
#include "operations.h"

namespace timbrel::TIMBREL_ISA {
namespace {

// Row t * N + n. Steps that are not scored are not looked at.
float row_loss(const HeadLoss &head, int64_t P, int64_t row, float *terms) {
    const int64_t t = row / head.N, n = row % head.N;
    const bool scored = t >= head.scored_from && t < (head.lengths ? head.lengths[n] : head.T);
    float *d_outputs = head.d_outputs ? head.d_outputs + row * P : nullptr;
    if (scored) {
        return head_step_loss(head.head, head.D, head.K, head.floor, head.outputs + row * P,
                head.targets + row * head.D, d_outputs, terms);
    }
    for (int64_t p = 0; d_outputs != nullptr && p < P; ++p) {
        d_outputs[p] = 0;
    }
    return 0;
}

}  // namespace

bool head_loss(const HeadLoss &head) {
    const int64_t P = output_count(head.head, head.D, head.K);
    const int64_t rows = head.T * head.N, terms_count = loss_scratch(head.head, head.D, head.K);
    // No product is made meanwhile.
    float *losses = head.losses ? head.losses : scratch(ScratchOf::product, rows);
    bool failed = losses == nullptr;
    if (!failed) {
        in_pieces(rows, 1, 4 * P, [&](int64_t begin, int64_t end) {
            float *terms = scratch(ScratchOf::layer, terms_count);
            if (terms == nullptr) {
                __atomic_store_n(&failed, true, __ATOMIC_RELAXED);
                return;
            }
            for (int64_t row = begin; row < end; ++row) {
                losses[row] = row_loss(head, P, row, terms);
            }
        });
    }
    double sum = 0;
    for (int64_t row = 0; !failed && row < rows; ++row) {
        sum += losses[row];
    }
    *head.sum = sum;
    return !failed;
}

}  // namespace timbrel::TIMBREL_ISA
