// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.Map;

/**
 * What came of one sound by one method.
 *
 * @param set of the sound
 * @param sound its name
 * @param method its name
 * @param rateHz at which it was made into features and measured
 * @param seconds of sound
 * @param cpuSeconds of one thread, from features to sound
 * @param measures those that this sound allows
 */
public record CopyResult(
        String set,
        String sound,
        String method,
        int rateHz,
        double seconds,
        double cpuSeconds,
        Map<Measure, Double> measures) {

    public CopyResult {
        measures = measures.isEmpty() ? Map.of() : new EnumMap<>(measures);
    }

    /** How many times faster than real time one thread was. */
    @JsonProperty
    public double timesRealTime() {
        return seconds / cpuSeconds;
    }
}
