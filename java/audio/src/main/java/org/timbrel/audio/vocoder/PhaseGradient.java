// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.fourier.WindowShape;

/**
 * The phase's derivatives, read off the log magnitudes: for a Gaussian window the two are bound by
 * the Cauchy-Riemann equations, and Hann and Hamming are near enough to one (Průša, Balazs and
 * Søndergaard 2017, eqs. 12 and 13). Phases count from the window's middle and are in turns.
 */
final class PhaseGradient {

    // Magnitudes below this share of the loudest have no phase worth following.
    static final double TOLERANCE = 1e-6;

    private final int size;
    private final double gamma;

    /** For the window and transform of a spec, the window in the transform's middle. */
    PhaseGradient(FeatureSpec spec) {
        this(spec.window(), spec.windowSamples(), spec.fftSize());
    }

    /** For windows as long as their transform. */
    PhaseGradient(WindowShape shape, int size) {
        this(shape, size, size);
    }

    /** For windows of {@code length} samples under a transform of {@code size}. */
    PhaseGradient(WindowShape shape, int length, int size) {
        this.size = size;
        // γ / L² of the Gaussian nearest to the window (there, table I; Povey's is not there, and
        // fitted as Hann's is).
        double ratio =
                switch (shape) {
                    case HANN -> 0.25645;
                    case HAMMING -> 0.29794;
                    case POVEY -> 0.2926;
                };
        gamma = ratio * length * length;
    }

    /**
     * How fast the phase turns over time, in turns a sample: m/M + M/(2πγ) ∂_m ln s.
     *
     * @param log ln s, [bins] from {@code offset}
     * @param out written, [bins] from {@code outOffset}
     */
    void overTime(float[] log, int offset, float[] out, int outOffset) {
        int top = size / 2;
        double scale = size / (4 * Math.PI * gamma);
        // The spectrum is even about its ends, so its slope there is 0.
        out[outOffset] = 0;
        for (int m = 1; m < top; m++) {
            double slope = log[offset + m + 1] - log[offset + m - 1];
            out[outOffset + m] = (float) ((double) m / size + scale * slope);
        }
        out[outOffset + top] = 0.5f;
    }

    /**
     * How fast the phase turns over frequency, in turns a bin: −γ/(2πM) ∂_t ln s.
     *
     * @param earlier ln s of an earlier column, [bins] from its offset
     * @param later ln s of a later column, as above
     * @param samples between the two, at least 1
     * @param out written, [bins] from {@code outOffset}
     */
    void overFrequency(
            float[] earlier,
            int earlierOffset,
            float[] later,
            int laterOffset,
            int samples,
            float[] out,
            int outOffset) {
        double scale = -gamma / (2 * Math.PI * size * samples);
        for (int m = 0; m <= size / 2; m++) {
            out[outOffset + m] =
                    (float) (scale * (later[laterOffset + m] - earlier[earlierOffset + m]));
        }
    }
}
