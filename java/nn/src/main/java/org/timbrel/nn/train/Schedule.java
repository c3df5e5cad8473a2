// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** How the learning rate changes over a run. */
public enum Schedule {
    /** The same all the time. */
    CONSTANT {
        @Override
        double factor(double progress, double warmUp) {
            return 1;
        }
    },
    /** A straight warm-up from 0, then half a cosine down to 0 (Loshchilov and Hutter 2017). */
    COSINE {
        @Override
        double factor(double progress, double warmUp) {
            return progress < warmUp
                    ? progress / warmUp
                    : descent((progress - warmUp) / (1 - warmUp));
        }
    },
    /** Half a cosine up from 1/25, half a cosine down to 1/250,000 (Smith and Topin 2018). */
    ONE_CYCLE {
        @Override
        double factor(double progress, double warmUp) {
            return progress < warmUp
                    ? between(1 / 25., 1, descent(1 - progress / warmUp))
                    : between(1 / 250_000., 1, descent((progress - warmUp) / (1 - warmUp)));
        }
    };

    /**
     * What the learning rate is multiplied by.
     *
     * @param progress 0..1 over the run
     * @param warmUp the part of the run that is warm-up, 0..1, without 1
     */
    abstract double factor(double progress, double warmUp);

    private static double descent(double progress) {
        return 0.5 * (1 + Math.cos(Math.PI * progress));
    }

    private static double between(double low, double high, double position) {
        return low + (high - low) * position;
    }
}
