// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

/**
 * The most listeners that were held without an underrun.
 *
 * @param held the last level at which nobody had one; 0: none
 * @param failed the first at which somebody had; null: the search ended before
 * @param confirmed the most that went through the whole of the last, longer try; 0: none
 */
public record SearchResult(int held, Integer failed, int confirmed) {}
