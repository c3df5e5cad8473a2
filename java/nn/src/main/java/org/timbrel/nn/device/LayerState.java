// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What one recurrent layer carries from step to step, or the gradients of it.
 *
 * @param h [N,H], the output of the last step
 * @param c [N,H], the cells of an LSTM; not looked at with other cells
 */
public record LayerState(Tensor h, Tensor c) {}
