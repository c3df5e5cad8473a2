// SPDX-License-Identifier: Apache-2.0
// One instruction set's kernels.
#include "operations.h"
#include "product.h"

#define TIMBREL_TEXT(name) #name
#define TIMBREL_TEXT_OF(name) TIMBREL_TEXT(name)

namespace timbrel::TIMBREL_ISA {

extern const Kernels table;

const Kernels table = {
        TIMBREL_TEXT_OF(TIMBREL_ISA),
        gemm,
        recurrent_forward,
        recurrent_backward,
        dense_forward,
        dense_backward,
        dropout,
        layer_norm_forward,
        layer_norm_backward,
        head_loss,
        sum_of_squares,
        adam,
        sgd,
        {generator_size, generator_pack, generate},
};

}  // namespace timbrel::TIMBREL_ISA
