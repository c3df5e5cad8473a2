// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/**
 * A run of frames of one file that belongs to one part of the data.
 *
 * @param source the file
 * @param firstFrame where it begins
 * @param steps how many steps of F frames it has
 */
record Span(FrameSequence source, int firstFrame, int steps) {}
