// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cpu;

import org.bytedeco.javacpp.FloatPointer;

/**
 * What one LSTM layer carries from step to step.
 *
 * @param h [N,H], the output of the last step
 * @param c [N,H], the cells
 */
public record LstmState(FloatPointer h, FloatPointer c) {}
