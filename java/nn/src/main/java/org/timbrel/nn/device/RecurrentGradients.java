// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * Where the way back through one recurrent layer leaves its gradients.
 *
 * @param weights added to, so that a sum over batches needs no second buffer; weightIh is null
 *     where x was; null: not wanted
 * @param x [T,N,I] out; null: not wanted, as in the first layer, and where x was null
 * @param initial [N,H] each, out: of h0 and c0; null: not wanted, as where back-propagation is
 *     truncated
 * @param gates [T,N,GH] out: of W_ih x + b_ih, zero past a sequence's length. May be the tape's own
 *     gates with an LSTM without layer norm on a GPU
 * @param hidden [T,N,GH] out: of W_hh h, likewise; null where that is {@code gates}: with an LSTM
 *     or an RNN without layer norm
 */
public record RecurrentGradients(
        RecurrentWeights weights, Tensor x, LayerState initial, Tensor gates, Tensor hidden) {}
