// SPDX-License-Identifier: Apache-2.0
// The losses of a head's outputs over a batch.
#include "head.h"

#include "../scratch.h"
#include "operations.h"

namespace timbrel::TIMBREL_ISA {

bool head_loss(const HeadLoss &head) {
    const int64_t P = output_count(head.K > 0 ? TB_MIXTURE : TB_MEAN, head.D, head.K);
    float *terms = scratch(ScratchOf::layer, head.D + head.K);
    if (terms == nullptr) {
        return false;
    }
    double sum = 0;
    for (int64_t t = 0; t < head.T; ++t) {
        for (int64_t n = 0; n < head.N; ++n) {
            const int64_t row = t * head.N + n;
            const bool scored =
                    t >= head.scored_from && t < (head.lengths ? head.lengths[n] : head.T);
            const float *outputs = head.outputs + row * P, *target = head.targets + row * head.D;
            float *d_outputs = head.d_outputs ? head.d_outputs + row * P : nullptr;
            float loss = 0;
            if (scored && head.K > 0) {
                loss = mixture_loss(head.D, head.K, head.floor, outputs, target, d_outputs, terms);
            } else if (scored) {
                loss = squared_loss(head.D, outputs, target, d_outputs, terms);
            } else {
                for (int64_t p = 0; d_outputs != nullptr && p < P; ++p) {
                    d_outputs[p] = 0;
                }
            }
            if (head.losses != nullptr) {
                head.losses[row] = loss;
            }
            sum += loss;
        }
    }
    *head.sum = sum;
    return true;
}

}  // namespace timbrel::TIMBREL_ISA
