// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a network's frames are made of. */
public enum Representation {
    /** Of sounds: cepstral coefficients. */
    MFCC,
    /** Of MIDI files: tokens of bars, positions and notes. */
    REMI,
    /** Tokens of notes on and off, and of time. */
    PERFORMANCE,
    /** Which keys sound, frame after frame. */
    PIANOROLL;

    /**
     * By its name in options and files.
     *
     * @throws IllegalArgumentException if there is none, with those that there are
     */
    public static Representation named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "representation %s is none of %s"
                                                .formatted(name, names())));
    }

    private static String names() {
        return Arrays.stream(values())
                .map(Representation::toString)
                .collect(Collectors.joining(", "));
    }

    /** Whether it is of MIDI files. */
    public boolean isMusic() {
        return this != MFCC;
    }

    /** Whether a frame is one token. */
    public boolean isTokens() {
        return this == REMI || this == PERFORMANCE;
    }

    /** As options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
