// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

/**
 * How far a voice is off the tuning of A4 = 440 Hz: where within a semitone its pitches gather, as
 * the direction of their mean on a circle. Means over about a period of vibrato are taken first, as
 * one of 40 cents would spread over the whole circle.
 */
final class Tuning {

    // Frames are 6 ms: 190 ms in all.
    private static final int REACH = 16;
    // What differs more from the middle is another note.
    private static final double SAME_NOTE = 1;

    private Tuning() {}

    /** Semitones by which the pitches of heard frames lie above keys, -0.5 to 0.5. */
    static double of(NoteFrames frames, boolean[] heard) {
        double tuning = direction(frames, heard, REACH);
        // Without a note long enough, every frame for itself.
        tuning = Double.isNaN(tuning) ? direction(frames, heard, 0) : tuning;
        return Double.isNaN(tuning) ? 0 : tuning;
    }

    private static double direction(NoteFrames frames, boolean[] heard, int reach) {
        double cosine = 0;
        double sine = 0;
        for (int t = reach; t < heard.length - reach; t++) {
            double pitch = mean(frames, heard, t, reach);
            if (!Double.isNaN(pitch)) {
                cosine += Math.cos(2 * Math.PI * pitch);
                sine += Math.sin(2 * Math.PI * pitch);
            }
        }
        return cosine == 0 && sine == 0 ? Double.NaN : Math.atan2(sine, cosine) / (2 * Math.PI);
    }

    /** Around a frame; NaN if not all of it is one note that is heard. */
    private static double mean(NoteFrames frames, boolean[] heard, int t, int reach) {
        double sum = 0;
        for (int i = t - reach; i <= t + reach; i++) {
            if (!heard[i] || Math.abs(frames.pitch(i) - frames.pitch(t)) > SAME_NOTE) {
                return Double.NaN;
            }
            sum += frames.pitch(i);
        }
        return sum / (2 * reach + 1);
    }
}
