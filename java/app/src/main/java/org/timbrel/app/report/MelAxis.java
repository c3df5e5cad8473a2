// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelScale;
import org.timbrel.audio.metrics.LogMel;

/** Frequencies at their places among the mel bands. */
final class MelAxis {

    private static final int[] CANDIDATES_HZ = {
        50, 100, 200, 500, 1000, 2000, 3000, 5000, 8000, 12000, 16000, 20000, 30000, 40000, 60000
    };

    /** Labels nearer to each other than this part of the axis would touch. */
    private static final double CLOSEST = 0.08;

    private MelAxis() {}

    /** Band b's centre is the b+1st of melBands+2 even steps in mel, and is drawn at b + 1/2. */
    static Axis of(FeatureSpec spec) {
        MelScale scale = spec.melScale();
        double low = scale.melOf(spec.fminHz());
        double high = scale.melOf(spec.fmaxHz());
        return of(
                hz -> {
                    double step = (scale.melOf(hz) - low) / (high - low) * (spec.melBands() + 1);
                    return (step - 0.5) / spec.melBands();
                });
    }

    /** The bands' centres, in Hz. */
    static double[] centres(FeatureSpec spec) {
        MelScale scale = spec.melScale();
        double low = scale.melOf(spec.fminHz());
        double step = (scale.melOf(spec.fmaxHz()) - low) / (spec.melBands() + 1);
        return IntStream.rangeClosed(1, spec.melBands())
                .mapToDouble(b -> scale.hzOf(low + b * step))
                .toArray();
    }

    /** As above, between the centres of the bands that are kept. */
    static Axis of(LogMel mel) {
        return of(
                hz -> {
                    int above = 0;
                    while (above < mel.bands() && mel.centreHz(above) < hz) {
                        above++;
                    }
                    if (above == 0 || above == mel.bands()) {
                        return -1;
                    }
                    double below = mel.centreHz(above - 1);
                    double part = (hz - below) / (mel.centreHz(above) - below);
                    return (above - 0.5 + part) / mel.bands();
                });
    }

    /**
     * @param place of a frequency in Hz, labelled where it lies between 0 and 1
     */
    private static Axis of(DoubleUnaryOperator place) {
        List<Axis.Tick> ticks = new ArrayList<>();
        double last = -1;
        for (int hz : CANDIDATES_HZ) {
            double position = place.applyAsDouble(hz);
            if (position > 0 && position < 1 && position - last > CLOSEST) {
                ticks.add(new Axis.Tick(position, label(hz)));
                last = position;
            }
        }
        return new Axis("frequency", ticks);
    }

    private static String label(int hz) {
        return hz < 1000 ? hz + " Hz" : hz / 1000 + " kHz";
    }
}
