// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.io.SampleBlocks;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.audio.pitch.PitchRange;
import org.timbrel.audio.pitch.PitchTracker;

/**
 * A sound's fundamental every 10 ms, where it has one: frame t lies about sample t · hop.
 *
 * @param logF0 ln of the frequency in Hz, [frames]; NaN in frames without a pitch
 */
@SuppressWarnings("ArrayRecordComponent") // Made and read in this package alone.
record VoicedFrames(double[] logF0) {

    /** A frame is voiced from this share of periodic power on. */
    static final double VOICED = 0.3;

    // Nor is it where its level lies so far under the loudest frame's.
    private static final double RANGE_DB = 50;
    private static final double HOP_SECONDS = 0.01;
    private static final double MIN_HZ = 50;
    private static final double MAX_HZ = 2000;
    private static final int BLOCK = 1 << 13;
    private static final int FIRST_FRAMES = 1 << 10;

    /**
     * As the tracker finds it, 50 to 2000 Hz or a quarter of the rate.
     *
     * @param source read to its end, not closed
     * @throws IOException if it is empty, holds a sample that is not finite, or cannot be read
     */
    static VoicedFrames of(SampleReader source) throws IOException {
        Listener listener = new Listener(source.sampleRateHz());
        float[] block = new float[BLOCK];
        int n;
        while ((n = source.read(block, 0, block.length)) >= 0) {
            listener.add(block, 0, n);
        }
        return listener.end();
    }

    /** Hears a sound block by block, as the tracker finds it. */
    static final class Listener {

        private final int rateHz;
        private final int hop;
        private final PitchTracker tracker;
        private double[] power = new double[FIRST_FRAMES];
        private long samples;

        Listener(int sampleRateHz) {
            rateHz = sampleRateHz;
            hop = hop(sampleRateHz);
            PitchRange range = new PitchRange(MIN_HZ, Math.min(MAX_HZ, sampleRateHz / 4.0));
            tracker = new PitchTracker(sampleRateHz, hop, 0, range);
        }

        /**
         * @throws IOException if a sample is not finite
         */
        void add(float[] block, int offset, int count) throws IOException {
            SampleBlocks.requireFinite(block, offset, count, samples, rateHz);
            tracker.add(block, offset, count);
            for (int i = offset; i < offset + count; i++, samples++) {
                int at = Math.toIntExact(samples / hop);
                if (at + 1 >= power.length) {
                    power = Arrays.copyOf(power, 2 * power.length);
                }
                power[at] += (double) block[i] * block[i];
            }
        }

        /**
         * @throws IOException if there was no sample
         */
        VoicedFrames end() throws IOException {
            if (samples == 0) {
                throw new IOException("no sound: 0 samples");
            }
            tracker.end();
            return of(tracker, power, (int) (1 + samples / hop));
        }
    }

    /** Frame t of the tracker has the power of hops t - 1 and t, between which it lies. */
    private static VoicedFrames of(PitchTracker tracker, double[] hopPower, int frames) {
        double[] power = new double[frames];
        double loudest = 0;
        for (int t = 0; t < frames; t++) {
            power[t] = hopPower[t] + (t > 0 ? hopPower[t - 1] : 0);
            loudest = Math.max(loudest, power[t]);
        }
        double floor = Math.max(Double.MIN_NORMAL, loudest * Math.pow(10, -RANGE_DB / 10));
        double[] logF0 = new double[frames];
        float[] frame = new float[PitchFrame.SIZE];
        for (int t = 0; t < frames; t++) {
            tracker.next(frame, 0);
            boolean voiced = frame[PitchFrame.VOICING] >= VOICED && power[t] >= floor;
            logF0[t] = voiced ? frame[PitchFrame.LOG_F0] : Double.NaN;
        }
        return new VoicedFrames(logF0);
    }

    /** As it is known: f0 of every sample in Hz, 0 where there is none. */
    static VoicedFrames of(float[] f0Hz, int sampleRateHz) {
        int hop = hop(sampleRateHz);
        double[] logF0 = new double[1 + f0Hz.length / hop];
        for (int t = 0; t < logF0.length; t++) {
            float hz = t * hop < f0Hz.length ? f0Hz[t * hop] : 0;
            logF0[t] = hz > 0 ? Math.log(hz) : Double.NaN;
        }
        return new VoicedFrames(logF0);
    }

    private static int hop(int sampleRateHz) {
        return (int) Math.max(1, Math.rint(HOP_SECONDS * sampleRateHz));
    }

    /** One after the other. */
    static VoicedFrames joined(List<VoicedFrames> sounds) {
        return new VoicedFrames(
                sounds.stream().flatMapToDouble(s -> Arrays.stream(s.logF0)).toArray());
    }

    /** The first frames. */
    VoicedFrames beginning(int frames) {
        return new VoicedFrames(Arrays.copyOf(logF0, frames));
    }

    int frames() {
        return logF0.length;
    }

    /** The part of the frames that have a pitch. */
    double voicedShare() {
        return Arrays.stream(logF0).filter(f -> !Double.isNaN(f)).count() / (double) frames();
    }

    boolean isVoiced(int frame) {
        return !Double.isNaN(logF0[frame]);
    }

    /** In cents. */
    double distance(VoicedFrames other, int frame) {
        return Math.abs(logF0[frame] - other.logF0[frame]) * 1200 / Math.log(2);
    }
}
