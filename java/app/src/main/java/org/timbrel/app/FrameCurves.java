// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Objects;

/**
 * What is done to the levels of frames before they are rendered, over time.
 *
 * @param loudness dB on all bands
 * @param brightness dB an octave: what is above 1 kHz is raised, and what is below it lowered
 */
public record FrameCurves(Curve loudness, Curve brightness) {

    /** Frames as they are. */
    public static final FrameCurves NONE =
            new FrameCurves(Keyframes.constant(0), Keyframes.constant(0));

    /** The range of loudness in dB. */
    public static final double LEAST_LOUDNESS = -60;

    /** The range of loudness in dB. */
    public static final double MOST_LOUDNESS = 24;

    /** The largest brightness, up or down, in dB an octave. */
    public static final double MOST_BRIGHTNESS = 12;

    public FrameCurves {
        Objects.requireNonNull(loudness, "loudness");
        Objects.requireNonNull(brightness, "brightness");
    }

    /**
     * Reads curves.
     *
     * @param loudness a number, or {@code SECONDS:NUMBER,…}
     * @param brightness likewise
     * @throws IllegalArgumentException if one is something else or out of range
     */
    public static FrameCurves parse(String loudness, String brightness) {
        return new FrameCurves(
                curve("--loudness", loudness, LEAST_LOUDNESS, MOST_LOUDNESS),
                curve("--brightness", brightness, -MOST_BRIGHTNESS, MOST_BRIGHTNESS));
    }

    private static Keyframes curve(String option, String text, double low, double high) {
        try {
            return Keyframes.parse(text, low, high);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s '%s': %s".formatted(option, text, e.getMessage()), e);
        }
    }

    /** Whether frames stay as they are. */
    boolean none() {
        return loudness.is(0) && brightness.is(0);
    }
}
