// SPDX-License-Identifier: GPL-3.0-or-later

/** Scores: notes, tempo, metre and instruments, in ticks, as a MIDI file has them. */
package org.timbrel.music.score;
