// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;

/**
 * A sound's levels in mel bands, in dB: 80 Slaney bands up to half the rate, 1024/256, centred.
 * Levels below -80 dB under a full-scale sine are lifted to that: nobody hears their differences.
 * Bands that hold no bin are left out. It takes 320 bytes a frame, 3.3 MB a minute at 44.1 kHz.
 */
public final class LogMel {

    /** Samples between frames. */
    public static final int HOP_SAMPLES = 256;

    private static final int FFT_SIZE = 1024;
    private static final int BANDS = 80;
    private static final double RANGE_DB = 80;

    private final MelBandLimits limits;
    private final List<MelFrames> blocks;
    // Frames before each block.
    private final int[] starts;
    private final int frames;

    private LogMel(MelBandLimits limits, List<MelFrames> blocks) {
        this.limits = limits;
        this.blocks = List.copyOf(blocks);
        starts = new int[blocks.size()];
        int count = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = count;
            count = Math.addExact(count, blocks.get(i).frames());
        }
        frames = count;
    }

    /**
     * Of a sound of at least one sample.
     *
     * @throws IOException if it has none, or one is not finite
     */
    public static LogMel of(AudioClip clip) throws IOException {
        return of(clip.reader());
    }

    /**
     * As above.
     *
     * @param reader read to its end, not closed
     */
    public static LogMel of(SampleReader reader) throws IOException {
        FeatureSpec spec =
                Profile.LIBROSA
                        .builder()
                        .sampleRateHz(reader.sampleRateHz())
                        .fftSize(FFT_SIZE)
                        .hopSamples(HOP_SAMPLES)
                        .melBands(BANDS)
                        .coefficients(1)
                        .topDb(null)
                        .build();
        MelBandLimits limits = MelBandLimits.of(spec, RANGE_DB);
        MelFrames.Collector collector = new MelFrames.Collector(limits);
        new FeatureExtractor(spec).stream(reader, (vector, mel, extras) -> collector.add(mel));
        return new LogMel(limits, collector.blocks());
    }

    /**
     * Several sounds one after the other. Nothing is copied.
     *
     * @param sounds at least one, all at the same rate
     */
    public static LogMel joined(List<LogMel> sounds) {
        List<MelFrames> blocks = new ArrayList<>();
        sounds.forEach(sound -> blocks.addAll(sound.blocks));
        return new LogMel(sounds.get(0).limits, blocks);
    }

    /**
     * The first frames of a sound. Nothing is copied.
     *
     * @param seconds above 0; at least one frame is kept
     */
    public LogMel beginning(double seconds) {
        return part(0, Math.max(1, (int) Math.min(frames, Math.ceil(seconds * framesPerSecond()))));
    }

    /** Frames {@code from..to - 1}. Nothing is copied. */
    LogMel part(int from, int to) {
        List<MelFrames> kept = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            int first = Math.max(0, from - starts[i]);
            int end = Math.min(blocks.get(i).frames(), to - starts[i]);
            if (first < end) {
                kept.add(blocks.get(i).part(first, end));
            }
        }
        return new LogMel(limits, kept);
    }

    /** How many frames. */
    public int frames() {
        return frames;
    }

    /** Bands that hold bins, at most 80. */
    public int bands() {
        return limits.bands();
    }

    /** Frames a second. */
    public double framesPerSecond() {
        return (double) limits.sampleRateHz() / HOP_SAMPLES;
    }

    /** The rate of the sound, in Hz. */
    public int sampleRateHz() {
        return limits.sampleRateHz();
    }

    /** The frequency of a band's middle, in Hz. */
    public double centreHz(int band) {
        return limits.centreHz(band);
    }

    /** The level of a cell in dB. */
    public double levelDb(int band, int frame) {
        int block = 0;
        while (block + 1 < starts.length && starts[block + 1] <= frame) {
            block++;
        }
        return decibels(blocks.get(block).at(frame - starts[block], band), band);
    }

    /** The level of a band's mean power over all frames, in dB. */
    public double meanLevelDb(int band) {
        double sum = 0;
        for (MelFrames block : blocks) {
            for (int t = 0; t < block.frames(); t++) {
                sum += block.at(t, band);
            }
        }
        return decibels(sum / frames, band);
    }

    /**
     * The level in dB that a full-scale sine in the middle of a band has there; levels less this
     * are in dBFS.
     */
    public double fullScaleDb(int band) {
        return 10 * Math.log10(limits.floor(band)) + RANGE_DB;
    }

    private double decibels(double cell, int band) {
        return 10 * Math.log10(Math.max(cell, limits.floor(band)));
    }

    /** A band's power lifted to the floor, [frames]. */
    float[] powers(int band) {
        float[] powers = new float[frames];
        int at = 0;
        for (MelFrames block : blocks) {
            for (int t = 0; t < block.frames(); t++) {
                powers[at++] = Math.max(block.at(t, band), limits.floor(band));
            }
        }
        return powers;
    }

    /** A band's levels in dB, [frames]. */
    double[] levelsDb(int band) {
        double[] levels = new double[frames];
        int at = 0;
        for (MelFrames block : blocks) {
            for (int t = 0; t < block.frames(); t++) {
                levels[at++] = decibels(block.at(t, band), band);
            }
        }
        return levels;
    }
}
