// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deltas against fitted polynomials. */
class DeltasTest {

    private static Features extract(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new BlockReader(samples, spec.sampleRateHz(), 4096));
    }

    /** Fitted by the normal equations of a line and of a parabola over the nine nearest frames. */
    @ParameterizedTest
    @ValueSource(ints = {5000, 1400, 1030, 400, 200, 10})
    void deltasAreSlopeAndCurvatureOfTheNearestPolynomials(int length) throws IOException {
        FeatureSpec spec =
                Profile.TEXTURE.builder().extras(List.of(Extra.DELTA, Extra.DELTA2)).build();
        float[] samples = BlockReader.noise(length, 3);
        Features features = extract(spec, samples);
        int frames = features.frames();
        int width = Math.min(9, frames);
        for (int t = 0; t < frames; t++) {
            int first = Math.max(0, Math.min(frames - width, t - 4));
            for (int d = 0; d < 40; d++) {
                double[] x = new double[width];
                for (int i = 0; i < width; i++) {
                    x[i] = features.mfcc().at(first + i, d);
                }
                assertEquals(slope(x), features.extras().at(t, d), 1e-4);
                assertEquals(curvature(x), features.extras().at(t, 40 + d), 1e-4);
            }
        }
    }

    /** Cov(i, x) / Var(i). */
    private static double slope(double[] x) {
        double si = 0;
        double sx = 0;
        double sii = 0;
        double six = 0;
        int n = x.length;
        for (int i = 0; i < n; i++) {
            si += i;
            sx += x[i];
            sii += (double) i * i;
            six += i * x[i];
        }
        return n < 2 ? 0 : (n * six - si * sx) / (n * sii - si * si);
    }

    /** Twice the leading coefficient, from what a line leaves of i² and of x. */
    private static double curvature(double[] x) {
        double[] squares = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            squares[i] = i * i;
        }
        double[] q = withoutLine(squares);
        double[] rest = withoutLine(x);
        double products = 0;
        double power = 0;
        for (int i = 0; i < x.length; i++) {
            products += q[i] * rest[i];
            power += q[i] * q[i];
        }
        return x.length < 3 ? 0 : 2 * products / power;
    }

    private static double[] withoutLine(double[] x) {
        double mean = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        double slope = slope(x);
        double[] rest = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            rest[i] = x[i] - mean - slope * (i - (x.length - 1) / 2.0);
        }
        return rest;
    }
}
