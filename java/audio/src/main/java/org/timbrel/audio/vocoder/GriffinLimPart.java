// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.fourier.FourierTransform;
import org.timbrel.audio.fourier.PackedSpectrum;

/**
 * One stretch of a sound as {@link GriffinLim} makes it, going on from the stretch before. Not
 * thread-safe.
 */
final class GriffinLimPart {

    // Arrays of cells that are alive at once, in bytes a cell.
    private static final int BYTES_PER_CELL = 40;
    private static final double MIN_COVER = 0.1;

    private final FeatureSpec spec;
    private final long seed;
    private final int rounds;
    private final MelBands bands;
    private final SubFrames subFrames;
    private final double[] window;
    private final double windowPower;
    private final DoubleFFT_1D fft;
    private final BandGains gains;
    private final MelTarget target;
    private final double[] frame;
    private final double[] power;
    private final double[] gain;

    GriffinLimPart(FeatureSpec spec, long seed, int rounds) {
        this.spec = spec;
        this.seed = seed;
        this.rounds = rounds;
        bands = new MelBands(spec);
        subFrames = new SubFrames(spec);
        window = OverlapAdd.window(spec);
        windowPower = Arrays.stream(window).map(w -> w * w).sum();
        fft = FourierTransform.of(window.length);
        gains = new BandGains(bands);
        target = new MelTarget(bands);
        frame = new double[window.length];
        power = new double[bands.bins()];
        gain = new double[bands.bins()];
    }

    /** How many STFT cells a frame takes. */
    long cells() {
        return (long) subFrames.count() * bands.bins();
    }

    /**
     * The sound of neighbouring frames.
     *
     * @param melDb [at least frames][bands]
     * @param frames at least 1
     * @param earlier the sound that stands already, from the first frame's first sample on; columns
     *     that lie in it whole keep its phases
     * @return from the first frame's first sample to the last one's last
     * @throws IllegalArgumentException if so many frames do not fit into memory
     */
    double[] sound(double[][] melDb, int frames, double[] earlier) {
        requireMemory(frames);
        Spectrogram wanted = spectrogram(melDb, frames);
        int fixed = 0;
        while (fixed < wanted.columns()
                && wanted.starts()[fixed] + window.length <= earlier.length) {
            fixed++;
        }
        float[] known = phases(earlier, wanted, fixed);
        float[] phases = HeapPhases.of(wanted, new PhaseGradient(spec), seed, known);
        double minCover = MIN_COVER * windowPower * subFrames.count() / spec.hopSamples();
        return new FastGriffinLim(wanted, phases, fixed, window, minCover).run(rounds);
    }

    private void requireMemory(int frames) {
        long cells = frames * cells();
        long need = cells * BYTES_PER_CELL;
        if (2 * cells > Integer.MAX_VALUE - 8 || (need > free() && need > freeOfGarbage())) {
            throw new IllegalArgumentException(
                    frames
                            + " frames need "
                            + need / (1 << 20)
                            + " MiB at once, there are "
                            + free() / (1 << 20)
                            + ": use the phase vocoder, or give java more with -Xmx");
        }
    }

    /** Bytes that the heap can still hold. */
    private static long free() {
        Runtime java = Runtime.getRuntime();
        return java.maxMemory() - (java.totalMemory() - java.freeMemory());
    }

    /** As above, once what nobody holds any more is out of it. */
    private static long freeOfGarbage() {
        System.gc();
        return free();
    }

    private Spectrogram spectrogram(double[][] melDb, int frames) {
        int columns = (frames - 1) * subFrames.count() + 1;
        int bins = bands.bins();
        int[] starts = new int[columns];
        float[] magnitude = new float[columns * bins];
        MelToMagnitude magnitudes = new MelToMagnitude(bands, MelToMagnitude.MANY_ROUNDS);
        double[] between = new double[bands.bands()];
        double[] column = new double[bins];
        for (int n = 0; n < columns; n++) {
            int t = n / subFrames.count();
            int i = n % subFrames.count();
            starts[n] = t * spec.hopSamples() + subFrames.offset(i);
            subFrames.between(melDb[t], melDb[Math.min(t + 1, frames - 1)], i, between);
            target.set(between);
            magnitudes.apply(target, column);
            for (int m = 0; m < bins; m++) {
                magnitude[n * bins + m] = (float) column[m];
            }
        }
        return new Spectrogram(magnitude, bins, starts);
    }

    /** Phases of a sound's columns, in turns from the windows' middles, [columns, bins]. */
    private float[] phases(double[] sound, Spectrogram where, int columns) {
        int bins = where.bins();
        float[] phases = new float[columns * bins];
        for (int n = 0; n < columns; n++) {
            for (int i = 0; i < frame.length; i++) {
                frame[i] = window[i] * sound[where.starts()[n] + i];
            }
            fft.realForward(frame);
            phases[n * bins] = frame[0] < 0 ? 0.5f : 0;
            boolean flipped = (bins - 1 & 1) != 0;
            phases[n * bins + bins - 1] = frame[1] < 0 != flipped ? 0.5f : 0;
            for (int m = 1; m < bins - 1; m++) {
                // From the window's start to its middle: half a turn a bin.
                double sign = (m & 1) == 0 ? 1 : -1;
                double angle = Math.atan2(sign * frame[2 * m + 1], sign * frame[2 * m]);
                phases[n * bins + m] = (float) (angle / (2 * Math.PI));
            }
        }
        return phases;
    }

    /**
     * One round of band gains on the sound as it came out.
     *
     * @param sound as {@link #sound} gave it
     * @return as long
     */
    double[] corrected(double[] sound, double[][] melDb, int frames) {
        int size = window.length;
        double[] sum = new double[sound.length];
        double[] cover = new double[sound.length];
        for (int t = 0; t < frames; t++) {
            int at = t * spec.hopSamples();
            for (int i = 0; i < size; i++) {
                frame[i] = window[i] * sound[at + i];
                cover[at + i] += window[i] * window[i];
            }
            target.set(melDb[t]);
            if (target.silent()) {
                continue;
            }
            correctFrame();
            for (int i = 0; i < size; i++) {
                sum[at + i] += window[i] * frame[i];
            }
        }
        double least = MIN_COVER * windowPower / spec.hopSamples();
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= Math.max(least, cover[i]);
        }
        return sum;
    }

    private void correctFrame() {
        fft.realForward(frame);
        PackedSpectrum.power(frame, power);
        gains.amplitudes(target.power(), power, 1, gain);
        PackedSpectrum.multiply(frame, gain);
        fft.realInverse(frame, true);
    }
}
