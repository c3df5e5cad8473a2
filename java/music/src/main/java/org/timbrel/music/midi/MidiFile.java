// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import org.timbrel.music.score.Score;

/**
 * What a MIDI file holds.
 *
 * @param format 0: one track chunk; 1: several that play together; 2: patterns
 * @param chunks track chunks, of which some may hold no notes and others several instruments
 * @param smpte whether its ticks are parts of a film's frame, and not of a quarter
 * @param score the music; patterns of format 2 one after the other
 */
public record MidiFile(int format, int chunks, boolean smpte, Score score) {}
