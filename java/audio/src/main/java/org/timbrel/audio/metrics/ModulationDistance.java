// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.List;

/**
 * How differently the band levels of two sounds move: the power of each mel band's level at 0.5–1,
 * 1–2, 2–4 and 4–8 Hz, as the mean |difference| in dB over bands and octaves. The sounds need not
 * be aligned or equally long.
 */
public final class ModulationDistance {

    private static final double LOWEST_HZ = 0.5;
    private static final int OCTAVES = 4;
    // Movement of a tenth of a decibel is not heard, whatever its ratio.
    private static final double MIN_POWER = 0.01;

    private ModulationDistance() {}

    /**
     * In dB, 0 at best; NaN where a sound is shorter than {@link ModulationSpectrum#MIN_SECONDS}.
     */
    public static double of(LogMel reference, LogMel other) {
        return of(List.of(reference), List.of(other));
    }

    static double of(List<LogMel> reference, List<LogMel> other) {
        ModulationSpectrum x = ModulationSpectrum.of(reference);
        ModulationSpectrum y = ModulationSpectrum.of(other);
        if (x == null || y == null) {
            return Double.NaN;
        }
        double sum = 0;
        for (int b = 0; b < x.bands(); b++) {
            for (int o = 0; o < OCTAVES; o++) {
                double low = LOWEST_HZ * (1 << o);
                double ratio =
                        (x.power(b, low, 2 * low) + MIN_POWER)
                                / (y.power(b, low, 2 * low) + MIN_POWER);
                sum += Math.abs(10 * Math.log10(ratio));
            }
        }
        return sum / (x.bands() * OCTAVES);
    }
}
