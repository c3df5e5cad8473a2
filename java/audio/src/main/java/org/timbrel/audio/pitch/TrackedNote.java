// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

/**
 * A note that was heard.
 *
 * @param onsetSeconds from the sound's beginning
 * @param durationSeconds above 0
 * @param key of MIDI, 0..127, 60 being middle C, under the tuning of the sound
 * @param pitch the median of its pitch in semitones, as keys count, at A4 = 440 Hz
 * @param levelDb of its loudest part, dB of full scale
 */
public record TrackedNote(
        double onsetSeconds, double durationSeconds, int key, double pitch, double levelDb) {}
