// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What the forward pass of one recurrent layer keeps for the way back; zero past a sequence's
 * length. timbrel.h says what each holds; G is {@link Cell#gates()}.
 *
 * @param gates [T,N,GH], after sigmoid and tanh
 * @param cells [T,N,H]; null with an RNN
 * @param hIn [T,N,H], what W_hh was multiplied with
 * @param norm of W_hh h, [T,N,GH] and [T,N]; null without layer norm
 */
public record RecurrentTape(Tensor gates, Tensor cells, Tensor hIn, NormTape norm) {}
