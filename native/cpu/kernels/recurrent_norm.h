// SPDX-License-Identifier: Apache-2.0
// The layer norm of the state's sums within a recurrent layer, one row at a time.
#pragma once

#include "simd.h"

namespace timbrel::TIMBREL_ISA {

// sums [W] in; out: normalised, times gain [W]. normed: [W] out or NULL: the normalised sums before
// that. Returns 1 over the root of their variance + 1e-5.
float norm_forward(int64_t W, const float *gain, float *sums, float *normed);

// d [W] in: the gradient of what norm_forward gave; d_sums: [W] out, may be d.
void norm_backward(int64_t W, const float *gain, const float *normed, float rstd, const float *d,
        float *d_sums);

}  // namespace timbrel::TIMBREL_ISA
