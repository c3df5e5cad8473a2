// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.PowerSpectrum;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.io.AudioClip;

/** Sounds and frames for the tests. */
final class Sounds {

    private Sounds() {}

    /** White noise of that RMS. */
    static float[] noise(int samples, double rms, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] noise = new float[samples];
        for (int i = 0; i < samples; i++) {
            noise[i] = (float) (rms * Math.sqrt(3) * random.nextDouble(-1, 1));
        }
        return noise;
    }

    /** A sine of that frequency, turns a sample. */
    static float[] sine(int samples, double amplitude, double turns) {
        float[] sine = new float[samples];
        for (int i = 0; i < samples; i++) {
            sine[i] = (float) (amplitude * Math.sin(2 * Math.PI * turns * i));
        }
        return sine;
    }

    static FrameMatrix mfcc(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new AudioClip(samples, spec.sampleRateHz()).reader())
                .mfcc();
    }

    /** What a spec's frames are made again from, pitch included. */
    static FrameMatrix vectors(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new AudioClip(samples, spec.sampleRateHz()).reader())
                .vectors();
    }

    /** RMS in dBFS between two samples, not below -300. */
    static double levelDb(float[] samples, int from, int to) {
        double sum = 1e-30;
        for (int i = from; i < to; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return 10 * Math.log10(sum / (to - from));
    }

    /** Frequency of the strongest partial of the 8192 samples from {@code from} on, in Hz. */
    static double peakHz(float[] samples, int from, int sampleRateHz) {
        int size = 8192;
        float[] frame = Arrays.copyOfRange(samples, from, from + size);
        double[] power = new PowerSpectrum(WindowShape.HANN, size).of(frame);
        int peak = 0;
        for (int k = 0; k < power.length; k++) {
            peak = power[k] > power[peak] ? k : peak;
        }
        return (double) peak * sampleRateHz / size;
    }
}
