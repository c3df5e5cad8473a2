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
import org.timbrel.audio.pitch.PitchFrame;

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

    /** A voice of sorts: a tone that glides up an octave, its harmonics 1/k, and some breath. */
    static float[] voice(int samples, int sampleRateHz) {
        float[] voice = noise(samples, 0.005, 7);
        double turns = 0;
        for (int i = 0; i < samples; i++) {
            double hz = 200 * Math.pow(2, (double) i / samples);
            turns += hz / sampleRateHz;
            for (int k = 1; k <= 20 && k * hz < 0.45 * sampleRateHz; k++) {
                voice[i] += (float) (0.1 / k * Math.sin(2 * Math.PI * (k * turns + 0.37 * k * k)));
            }
        }
        return voice;
    }

    /** The share of frames that are voiced, 0 to 1. */
    static double voiced(FeatureSpec spec, FrameMatrix vectors) {
        int voiced = 0;
        for (int t = 0; t < vectors.frames(); t++) {
            int pitch = t * vectors.dims() + spec.coefficients();
            voiced += vectors.values()[pitch + PitchFrame.VOICING] > 0 ? 1 : 0;
        }
        return (double) voiced / vectors.frames();
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

    /** The largest second difference: a click's, if there is one. */
    static double largestBend(float[] sound, int from, int to) {
        double largest = 0;
        for (int i = from + 1; i < to - 1; i++) {
            largest = Math.max(largest, Math.abs(sound[i + 1] - 2.0 * sound[i] + sound[i - 1]));
        }
        return largest;
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
