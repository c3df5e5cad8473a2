// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import java.util.Arrays;

/** What notes are decided by, frame by frame: pitch, voicing and level. Grows as it is filled. */
final class NoteFrames {

    private static final int FIRST_CAPACITY = 4096;

    private float[] pitch = new float[FIRST_CAPACITY];
    private float[] voicing = new float[FIRST_CAPACITY];
    private float[] level = new float[FIRST_CAPACITY];
    private int count;

    /**
     * The next frame.
     *
     * @param semitones as MIDI's keys count; without meaning where the voicing is 0
     * @param voiced 0..1
     * @param decibels of full scale
     */
    void add(double semitones, double voiced, double decibels) {
        if (count == pitch.length) {
            int more = Math.addExact(count, count >> 1);
            pitch = Arrays.copyOf(pitch, more);
            voicing = Arrays.copyOf(voicing, more);
            level = Arrays.copyOf(level, more);
        }
        pitch[count] = (float) semitones;
        voicing[count] = (float) voiced;
        level[count] = (float) decibels;
        count++;
    }

    int count() {
        return count;
    }

    double pitch(int frame) {
        return pitch[frame];
    }

    double voicing(int frame) {
        return voicing[frame];
    }

    double level(int frame) {
        return level[frame];
    }

    /** The loudest of frames from..to-1; negative infinity without any. */
    double loudest(int from, int to) {
        double loudest = Double.NEGATIVE_INFINITY;
        for (int t = Math.max(0, from); t < Math.min(count, to); t++) {
            loudest = Math.max(loudest, level[t]);
        }
        return loudest;
    }

    /** The softest of frames from..to-1; infinity without any. */
    double softest(int from, int to) {
        double softest = Double.POSITIVE_INFINITY;
        for (int t = Math.max(0, from); t < Math.min(count, to); t++) {
            softest = Math.min(softest, level[t]);
        }
        return softest;
    }

    /** The median pitch of frames from..to-1 that have one; NaN without any. */
    double medianPitch(int from, int to) {
        double[] pitches = new double[to - from];
        int found = 0;
        for (int t = from; t < to; t++) {
            if (voicing[t] > 0) {
                pitches[found++] = pitch[t];
            }
        }
        Arrays.sort(pitches, 0, found);
        return found == 0 ? Double.NaN : (pitches[(found - 1) / 2] + pitches[found / 2]) / 2;
    }
}
