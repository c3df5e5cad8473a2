// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FourierTransform;
import org.timbrel.audio.features.FrameMatrix;

/**
 * The best phases for a whole file at once: integrated over all of it, refined by fast Griffin-Lim,
 * the mel levels corrected at the end. Does not stream; its memory grows with the length.
 */
public final class GriffinLim {

    /** Rounds of refinement: 32 gain most of what 100 do. */
    public static final int DEFAULT_ROUNDS = 32;

    private static final int BYTES_PER_CELL = 40;
    private static final double MIN_COVER = 0.1;

    private final FeatureSpec spec;
    private final long seed;
    private final int rounds;
    private final int pad;
    private final MelBands bands;
    private final SubFrames subFrames;
    private final double[] window;

    /** With the default rounds. */
    public GriffinLim(FeatureSpec spec, long seed) {
        this(spec, seed, DEFAULT_ROUNDS);
    }

    /**
     * @param spec what the frames are
     * @param seed of the phases of cells too quiet to matter
     * @param rounds of refinement, 0 to 1000
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     */
    public GriffinLim(FeatureSpec spec, long seed, int rounds) {
        if (rounds < 0 || rounds > 1000) {
            throw new IllegalArgumentException("rounds " + rounds + " is outside 0..1000");
        }
        this.spec = spec;
        this.seed = seed;
        this.rounds = rounds;
        pad = OverlapAdd.pad(spec);
        bands = new MelBands(spec);
        subFrames = new SubFrames(spec);
        window = OverlapAdd.window(spec);
        new CepstrumInverse(spec);
    }

    /**
     * The sound of the frames.
     *
     * @param mfcc [frames, coefficients]
     * @param samples how many to give from time 0 on; zeros beyond the frames
     * @throws IllegalArgumentException if a frame is not finite or louder than any sound, if the
     *     columns do not fit the spec, or if the file is too long for the memory there is
     */
    public float[] render(FrameMatrix mfcc, int samples) {
        if (mfcc.dims() != spec.coefficients()) {
            throw new IllegalArgumentException(
                    "mfcc has " + mfcc.dims() + " columns, its spec says " + spec.coefficients());
        }
        float[] out = new float[samples];
        if (mfcc.frames() == 0) {
            return out;
        }
        requireMemory(mfcc.frames());
        double[][] melDb = new double[mfcc.frames()][bands.bands()];
        CepstrumInverse cepstrum = new CepstrumInverse(spec);
        for (int t = 0; t < melDb.length; t++) {
            cepstrum.apply(mfcc.values(), t * mfcc.dims(), melDb[t]);
        }
        Spectrogram target = spectrogram(melDb);
        float[] phases = HeapPhases.of(target, new PhaseGradient(spec), seed);
        double[] sound =
                new FastGriffinLim(target, phases, window, MIN_COVER * steadyCover()).run(rounds);
        double[] corrected = correct(sound, melDb);
        float[] whole = new float[corrected.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (float) corrected[i];
        }
        new DeEmphasis(spec).apply(whole, 0, whole.length);
        System.arraycopy(whole, pad, out, 0, Math.min(samples, whole.length - pad));
        return out;
    }

    private void requireMemory(int frames) {
        long cells = (long) frames * subFrames.count() * bands.bins();
        long limit = Runtime.getRuntime().maxMemory();
        if (2 * cells > Integer.MAX_VALUE - 8 || cells * BYTES_PER_CELL > limit) {
            throw new IllegalArgumentException(
                    frames
                            + " frames need "
                            + cells * BYTES_PER_CELL / (1 << 20)
                            + " MiB at once, there are "
                            + limit / (1 << 20)
                            + ": use the phase vocoder, which streams, or shorter parts");
        }
    }

    private double steadyCover() {
        double sum = 0;
        for (double w : window) {
            sum += w * w;
        }
        return sum * subFrames.count() / spec.hopSamples();
    }

    private Spectrogram spectrogram(double[][] melDb) {
        int columns = (melDb.length - 1) * subFrames.count() + 1;
        int bins = bands.bins();
        int[] starts = new int[columns];
        float[] magnitude = new float[Math.multiplyExact(columns, bins)];
        MelToMagnitude magnitudes = new MelToMagnitude(bands);
        MelTarget target = new MelTarget(bands);
        double[] between = new double[bands.bands()];
        double[] column = new double[bins];
        for (int n = 0; n < columns; n++) {
            int t = n / subFrames.count();
            int i = n % subFrames.count();
            starts[n] = t * spec.hopSamples() + subFrames.offset(i) - pad;
            subFrames.between(melDb[t], melDb[Math.min(t + 1, melDb.length - 1)], i, between);
            target.set(between);
            magnitudes.apply(target, column);
            for (int m = 0; m < bins; m++) {
                magnitude[n * bins + m] = (float) column[m];
            }
        }
        return new Spectrogram(magnitude, bins, starts);
    }

    /** One round of band gains on the sound as it came out. */
    private double[] correct(double[] sound, double[][] melDb) {
        int size = spec.fftSize();
        DoubleFFT_1D fft = FourierTransform.of(size);
        BandGains gains = new BandGains(bands);
        MelTarget target = new MelTarget(bands);
        double[] frame = new double[size];
        double[] power = new double[bands.bins()];
        double[] gain = new double[bands.bins()];
        double[] sum = new double[sound.length];
        double[] cover = new double[sound.length];
        for (int t = 0; t < melDb.length; t++) {
            int at = t * spec.hopSamples();
            for (int i = 0; i < size; i++) {
                frame[i] = window[i] * sound[at + i];
                cover[at + i] += window[i] * window[i];
            }
            target.set(melDb[t]);
            if (target.silent()) {
                continue;
            }
            fft.realForward(frame);
            power[0] = frame[0] * frame[0];
            power[size / 2] = frame[1] * frame[1];
            for (int k = 1; k < size / 2; k++) {
                power[k] = frame[2 * k] * frame[2 * k] + frame[2 * k + 1] * frame[2 * k + 1];
            }
            gains.amplitudes(target.power(), power, 1, gain);
            frame[0] *= gain[0];
            frame[1] *= gain[size / 2];
            for (int k = 1; k < size / 2; k++) {
                frame[2 * k] *= gain[k];
                frame[2 * k + 1] *= gain[k];
            }
            fft.realInverse(frame, true);
            for (int i = 0; i < size; i++) {
                sum[at + i] += window[i] * frame[i];
            }
        }
        double least = MIN_COVER * Arrays.stream(window).map(w -> w * w).sum() / spec.hopSamples();
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= Math.max(least, cover[i]);
        }
        return sum;
    }
}
