// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/**
 * What N slots of a texture carry from step to step beside {@link GenerationSlots}.
 *
 * @param values [N,(P+S+1)·D] in and out: the past, newest first, the averages, and the last
 *     whitened innovation
 * @param last [N] in and out: the bank's entry that came last; -1: none
 */
public record TextureState(Tensor values, Indices last) {}
