// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What a layer norm keeps for the way back.
 *
 * @param normed [R,W], the rows before they are multiplied with the gain
 * @param rstd [R], 1 / √(variance + 1e-5)
 */
public record NormTape(Tensor normed, Tensor rstd) {}
