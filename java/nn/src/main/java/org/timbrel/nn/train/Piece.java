// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/**
 * Consecutive predictions of one span, made with one state.
 *
 * @param span which of a part's spans
 * @param first step that is the first input; the one after it is the first to be predicted
 * @param count predictions, at least 1
 */
record Piece(int span, int first, int count) {}
