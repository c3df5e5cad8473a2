// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.EnumMap;
import java.util.Map;

/**
 * What came of one texture by one system.
 *
 * @param sound its name
 * @param system its label
 * @param seed of learning and of making; 0 for a mean over seeds, and where none counts
 * @param seconds that were made
 * @param trainingSeconds by the clock, from sound to model; 0 where nothing is learned
 * @param cpuSeconds of all threads, to make it, frames and vocoder, without what it takes to begin;
 *     null where nothing is made
 * @param measures those that it allows
 * @param drift over these seconds
 */
public record TextureResult(
        String sound,
        String system,
        long seed,
        double seconds,
        double trainingSeconds,
        Double cpuSeconds,
        Map<TextureMeasure, Double> measures,
        Drift drift) {

    public TextureResult {
        measures = measures.isEmpty() ? Map.of() : new EnumMap<>(measures);
    }

    /** How many times faster than real time a core makes it; null where nothing is made. */
    @JsonProperty
    public Double timesRealTime() {
        return cpuSeconds == null ? null : seconds / cpuSeconds;
    }
}
