// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What the forward pass of one recurrent layer keeps for the way back; zero past a sequence's
 * length. timbrel.h says what each holds; G is {@link Cell#gates()}. A forward pass stores nothing
 * where one is null.
 *
 * @param gates [T,N,GH], after sigmoid and tanh
 * @param cells [T,N,H]; the way back needs it but with an RNN
 * @param hIn [T,N,H], what W_hh was multiplied with; the way back needs it with a mask
 * @param norm of W_hh h, [T,N,GH] and [T,N]; the way back needs it with layer norm
 */
public record RecurrentTape(Tensor gates, Tensor cells, Tensor hIn, NormTape norm) {}
