// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.util.Arrays;
import java.util.List;

/** A score as the built-in synthesizer plays it, made in blocks of one length. */
final class BuiltInSound implements ScoreSound {

    private static final int BLOCK = 256;
    // What still sounds when the sound ends goes down to nothing over so long.
    private static final double END_SECONDS = 0.01;

    private final int sampleRateHz;
    private final long samples;
    private final List<PlayedNote> notes;
    private final VoicePool voices;
    private final long endRamp;
    private final double[] mix = new double[BLOCK];
    private final double[] scratch = new double[BLOCK];
    private int next;
    private long made;
    private long given;

    BuiltInSound(NoteSchedule schedule, int sampleRateHz) {
        this.sampleRateHz = sampleRateHz;
        samples = schedule.samples();
        notes = schedule.notes();
        voices = new VoicePool(sampleRateHz);
        endRamp = Math.round(END_SECONDS * sampleRateHz);
    }

    @Override
    public int sampleRateHz() {
        return sampleRateHz;
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public int read(float[] out, int offset, int length) {
        if (given == samples) {
            return -1;
        }
        int count = (int) Math.min(length, samples - given);
        for (int i = 0; i < count; ) {
            if (given == made) {
                make();
            }
            int from = (int) (given - (made - BLOCK));
            int part = Math.min(count - i, BLOCK - from);
            for (int j = 0; j < part; j++) {
                out[offset + i + j] = (float) mix[from + j];
            }
            i += part;
            given += part;
        }
        return count;
    }

    /** The next block. */
    private void make() {
        Arrays.fill(mix, 0);
        if (!voices.isEmpty()) {
            voices.addTo(mix, scratch, made);
        }
        while (next < notes.size() && notes.get(next).start() < made + BLOCK) {
            PlayedNote note = notes.get(next++);
            Voice voice = voices.begin(note);
            if (voice != null) {
                voice.addTo(mix, scratch, made, (int) (note.start() - made), BLOCK);
            }
        }
        for (int i = 0; i < BLOCK; i++) {
            mix[i] = SoftLimiter.limit(mix[i]);
        }
        made += BLOCK;
        if (made > samples - endRamp) {
            end();
        }
    }

    private void end() {
        for (int i = 0; i < BLOCK; i++) {
            long left = samples - (made - BLOCK) - i;
            mix[i] *= Math.min(1, Math.max(0, (double) left / endRamp));
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
