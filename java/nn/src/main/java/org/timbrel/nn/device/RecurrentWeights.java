// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * The parameters of one recurrent layer, or the gradients of them, with the names, layouts and gate
 * order of {@code torch.nn.LSTM}, {@code GRU} and {@code RNN}; G is {@link Cell#gates()}.
 *
 * @param weightIh [GH,I]; not looked at where a layer gets W_ih x instead of x
 * @param weightHh [GH,H]
 * @param biasIh [GH]; null: zeros
 * @param biasHh [GH]; null: zeros
 * @param normHh [GH], the gain of the layer norm of W_hh h; null: none
 */
public record RecurrentWeights(
        Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor normHh) {}
