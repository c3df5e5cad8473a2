// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;

/**
 * How far the STFT magnitudes of two aligned sounds are apart, over the shorter one's length.
 *
 * @param convergence ‖|A| − |B|‖ / ‖|A|‖ over all frames and bins, A the reference: 0 for the same
 *     sound, infinite where only the reference is silent (Arık et al. 2019, eq. 2)
 * @param logMagnitude mean |ln|A| − ln|B|| in nepers, magnitudes not below 1e-5 (eq. 3 there)
 */
public record SpectralDistance(double convergence, double logMagnitude) {

    /** Longer than any window. */
    private static final int KEPT_SAMPLES = 1 << 16;

    /**
     * At one resolution, periodic Hann.
     *
     * @param fftSize at most 65,536
     * @param windowSamples at most {@code fftSize}
     */
    public static SpectralDistance of(
            AudioClip reference, AudioClip other, int fftSize, int hopSamples, int windowSamples) {
        SpectralSums sums = new SpectralSums(fftSize, hopSamples, windowSamples);
        return add(reference, other, List.of(sums)).get(0);
    }

    /**
     * The mean of three resolutions: transforms of 512, 1024 and 2048, windows of 240, 600 and
     * 1200, hops of 50, 120 and 240 samples (Yamamoto, Song and Kim 2020, table 1).
     */
    public static SpectralDistance multiResolution(AudioClip reference, AudioClip other) {
        return mean(add(reference, other, severalResolutions()));
    }

    private static List<SpectralDistance> add(
            AudioClip reference, AudioClip other, List<SpectralSums> sums) {
        try {
            add(reference.reader(), other.reader(), sums);
        } catch (IOException e) {
            throw new UncheckedIOException("memory is always read", e);
        }
        return sums.stream().map(SpectralSums::distance).toList();
    }

    /** The sums of {@link #multiResolution}. */
    static List<SpectralSums> severalResolutions() {
        return List.of(
                new SpectralSums(512, 50, 240),
                new SpectralSums(1024, 120, 600),
                new SpectralSums(2048, 240, 1200));
    }

    static SpectralDistance mean(List<SpectralDistance> distances) {
        return new SpectralDistance(
                distances.stream().mapToDouble(d -> d.convergence).sum() / distances.size(),
                distances.stream().mapToDouble(d -> d.logMagnitude).sum() / distances.size());
    }

    /** Adds two sounds to every sum, in one pass over them. */
    static void add(SampleReader reference, SampleReader other, List<SpectralSums> sums)
            throws IOException {
        PairBuffer samples = new PairBuffer(reference, other, KEPT_SAMPLES);
        boolean more = true;
        while (more) {
            more = samples.read();
            sums.parallelStream().forEach(sum -> sum.add(samples));
            samples.discardBefore(sums.stream().mapToLong(SpectralSums::needed).min().orElse(0));
        }
        sums.forEach(sum -> sum.finish(samples));
    }

    /** −20 log10 of the convergence, in dB: higher is nearer, infinite for the same sound. */
    public double signalToNoiseDb() {
        return -20 * Math.log10(convergence);
    }
}
