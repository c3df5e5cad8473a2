// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/** What a benchmark's figures are in. */
public enum Unit {
    MICROSECONDS_A_STEP("µs/step", true),
    MILLISECONDS_A_BATCH("ms/batch", true),
    MILLISECONDS_A_PRODUCT("ms/product", true),
    MILLISECONDS_A_PIECE("ms/piece", true),
    TIMES_REAL_TIME("× real time", false);

    private final String label;
    private final boolean lowerIsBetter;

    Unit(String label, boolean lowerIsBetter) {
        this.label = label;
        this.lowerIsBetter = lowerIsBetter;
    }

    /** As tables and JSON have it. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Whether it is a time rather than a rate. */
    public boolean lowerIsBetter() {
        return lowerIsBetter;
    }

    /** How many times better {@code ours} is than {@code theirs}: above 1, ours is. */
    public double advantage(double ours, double theirs) {
        return lowerIsBetter ? theirs / ours : ours / theirs;
    }

    /** Operations of {@code seconds} that a measured value stands for, the other way round. */
    double microseconds(double value) {
        return this == MICROSECONDS_A_STEP ? value : value * 1000;
    }

    @JsonCreator
    static Unit labelled(String label) {
        return Arrays.stream(values())
                .filter(unit -> unit.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no unit " + label));
    }
}
