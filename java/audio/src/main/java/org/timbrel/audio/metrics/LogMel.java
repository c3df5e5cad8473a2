// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;

/**
 * A sound's levels in mel bands, in dB: 80 Slaney bands up to half the rate, 1024/256, centred.
 * Levels below -80 dB under a full-scale sine are lifted to that: nobody hears their differences.
 * Bands that hold no bin are left out.
 */
public final class LogMel {

    /** Samples between frames. */
    public static final int HOP_SAMPLES = 256;

    private static final int FFT_SIZE = 1024;
    private static final int BANDS = 80;
    private static final double RANGE_DB = 80;

    private final int sampleRateHz;
    private final int frames;
    // [bands][frames]
    private final float[][] power;
    private final float[] floor;

    private LogMel(int sampleRateHz, int frames, float[][] power, float[] floor) {
        this.sampleRateHz = sampleRateHz;
        this.frames = frames;
        this.power = power;
        this.floor = floor;
    }

    /**
     * Of a sound of at least one sample.
     *
     * @throws IOException if it has none, or one is not finite
     */
    public static LogMel of(AudioClip clip) throws IOException {
        FeatureSpec spec =
                Profile.LIBROSA
                        .builder()
                        .sampleRateHz(clip.sampleRateHz())
                        .fftSize(FFT_SIZE)
                        .hopSamples(HOP_SAMPLES)
                        .melBands(BANDS)
                        .coefficients(1)
                        .topDb(null)
                        .build();
        FrameMatrix mel = new FeatureExtractor(spec).extract(clip.reader()).mel();
        MelFilterbank bank = new MelFilterbank(spec);
        float[][] power = new float[BANDS - bank.emptyBands()][mel.frames()];
        float[] floor = new float[power.length];
        int kept = 0;
        for (int b = 0; b < BANDS; b++) {
            if (bank.binCount(b) == 0) {
                continue;
            }
            double peak = 0;
            for (int i = 0; i < bank.binCount(b); i++) {
                peak = Math.max(peak, bank.weight(b, bank.firstBin(b) + i));
            }
            // A full-scale sine in the middle of the band: (N/4)² times the triangle's peak.
            floor[kept] = (float) (peak * FFT_SIZE * FFT_SIZE / 16 * Math.pow(10, -RANGE_DB / 10));
            for (int t = 0; t < mel.frames(); t++) {
                power[kept][t] = mel.at(t, b);
            }
            kept++;
        }
        return new LogMel(clip.sampleRateHz(), mel.frames(), power, floor);
    }

    /** How many frames. */
    public int frames() {
        return frames;
    }

    /** Bands that hold bins, at most 80. */
    public int bands() {
        return power.length;
    }

    /** Frames a second. */
    public double framesPerSecond() {
        return (double) sampleRateHz / HOP_SAMPLES;
    }

    /** The level of a cell in dB. */
    public double levelDb(int band, int frame) {
        return decibels(power[band][frame], band);
    }

    /** The level of a band's mean power over all frames, in dB. */
    public double meanLevelDb(int band) {
        double sum = 0;
        for (float cell : power[band]) {
            sum += cell;
        }
        return decibels(sum / frames, band);
    }

    private double decibels(double cell, int band) {
        return 10 * Math.log10(Math.max(cell, floor[band]));
    }

    /** A band's levels in dB, [frames]. */
    double[] levelsDb(int band) {
        double[] levels = new double[frames];
        for (int t = 0; t < frames; t++) {
            levels[t] = levelDb(band, t);
        }
        return levels;
    }
}
