// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The parameters of one LSTM layer, or the gradients of them, with the names, layouts and gate
 * order (i, f, g, o) of {@code torch.nn.LSTM}.
 *
 * @param weightIh [4H,I]
 * @param weightHh [4H,H]
 * @param biasIh [4H]; null: zeros
 * @param biasHh [4H]; null: zeros
 */
public record LstmWeights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {}
