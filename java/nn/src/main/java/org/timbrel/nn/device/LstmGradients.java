// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * Where the way back through one LSTM layer leaves its gradients.
 *
 * @param weights added to, so that a sum over batches needs no second buffer
 * @param x [T,N,I] out; null: not wanted, as in the first layer
 * @param initial [N,H] each, out: of h0 and c0; null: not wanted, as where back-propagation is
 *     truncated
 * @param gates [T,N,4H] out: of the four gates' sums, zero past a sequence's length
 */
public record LstmGradients(LstmWeights weights, Tensor x, LstmState initial, Tensor gates) {}
