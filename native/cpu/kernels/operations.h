// SPDX-License-Identifier: Apache-2.0
// The operations of one instruction set; kernels.h says what they take.
#pragma once

#include "../kernels.h"

namespace timbrel::TIMBREL_ISA {

bool recurrent_forward(const RecurrentForward &layer);
bool recurrent_backward(const RecurrentBackward &layer);
bool dense_forward(const Dense &dense);
bool dense_backward(const DenseBackward &dense);
void dropout(const Dropout &dropout);
void layer_norm_forward(const LayerNorm &norm);
void layer_norm_backward(const LayerNormBackward &norm);
bool head_loss(const HeadLoss &head);
double sum_of_squares(const float *values, int64_t count);
void adam(const AdamFactors &factors, int64_t count, float *parameters, const float *gradients,
        float *first, float *second);
void sgd(const SgdFactors &factors, int64_t count, float *parameters, const float *gradients,
        float *velocity);
int64_t generator_size(const tb_network &net, tb_precision precision);
bool generator_pack(
        const tb_network &net, tb_precision precision, const float *parameters, float *packed);
bool generate(const Generate &call);

// sums [columns] += the sum of every column of values [rows,columns], row by row.
void add_column_sums(int64_t rows, int64_t columns, const float *values, float *sums);

// values = tanh(values). Called row by row, so that a row's bits do not depend on the others, which
// would shift it between the vectors of a loop and its remainder.
void tanh_in_place(int64_t count, float *values);

}  // namespace timbrel::TIMBREL_ISA
