// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What the forward pass of one LSTM layer keeps for the way back; zero past a sequence's length.
 *
 * @param gates [T,N,4H], i, f, g, o after sigmoid and tanh
 * @param cells [T,N,H], c of every step
 */
public record LstmTape(Tensor gates, Tensor cells) {}
