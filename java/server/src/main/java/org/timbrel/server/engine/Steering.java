// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import java.util.Arrays;
import org.timbrel.app.FrameCurves;

/**
 * A change of a running stream. What is null stays as it is.
 *
 * @param sounds [C] weights, at least 0 and 1 together; null
 * @param loudness dB; null
 * @param brightness dB an octave; null
 * @param temperature 0..10, at once and not gliding; null
 * @param glideSeconds in which the others move from where they are, 0..{@value #MOST_GLIDE}; never
 *     less than a frame
 * @param atSeconds of the stream, from when on; null, or earlier than what is made already: as soon
 *     as possible; at most {@value #MOST_AHEAD} s later
 */
@SuppressWarnings("ArrayRecordComponent") // Copied where a curve is made of it.
public record Steering(
        double[] sounds,
        Double loudness,
        Double brightness,
        Float temperature,
        double glideSeconds,
        Double atSeconds) {

    /** How far ahead of what is made it may be, in seconds. */
    public static final double MOST_AHEAD = 3600;

    /** The longest glide in seconds. */
    public static final double MOST_GLIDE = 3600;

    public Steering {
        EngineSettings.within("glideSeconds", glideSeconds, 0, MOST_GLIDE);
        if (temperature != null) {
            EngineSettings.within("temperature", temperature, 0, StreamRequest.MOST_TEMPERATURE);
        }
        if (atSeconds != null) {
            EngineSettings.within("atSeconds", atSeconds, 0, Double.MAX_VALUE);
        }
    }

    /**
     * Checks what it is to be.
     *
     * @param count of the model's sounds
     */
    void require(int count) {
        if (sounds != null) {
            requireShares(count);
        }
        if (loudness != null) {
            EngineSettings.within(
                    "loudness", loudness, FrameCurves.LEAST_LOUDNESS, FrameCurves.MOST_LOUDNESS);
        }
        if (brightness != null) {
            EngineSettings.within(
                    "brightness",
                    brightness,
                    -FrameCurves.MOST_BRIGHTNESS,
                    FrameCurves.MOST_BRIGHTNESS);
        }
    }

    private void requireShares(int count) {
        if (sounds.length != count) {
            throw new IllegalArgumentException(
                    "%d weights for %d sounds".formatted(sounds.length, count));
        }
        double sum = 0;
        for (double share : sounds) {
            sum += share >= 0 ? share : Double.NaN;
        }
        if (!(Math.abs(sum - 1) < 1e-6)) {
            throw new IllegalArgumentException(
                    "weights %s must be at least 0 and sum to 1"
                            .formatted(Arrays.toString(sounds)));
        }
    }
}
