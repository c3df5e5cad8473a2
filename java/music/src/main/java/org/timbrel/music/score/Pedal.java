// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

/**
 * The sustain pedal moves.
 *
 * @param tick at least 0
 * @param down whether it holds notes from now on
 */
public record Pedal(long tick, boolean down) {}
