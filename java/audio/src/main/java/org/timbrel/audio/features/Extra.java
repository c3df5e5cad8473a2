// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What is measured of every frame on request, beside what a sound is made again from. */
public enum Extra {
    /** Slope of every coefficient over nine frames. */
    @JsonProperty("delta")
    DELTA,
    /** Curvature of every coefficient over nine frames. */
    @JsonProperty("delta2")
    DELTA2,
    /** Root mean square of the frame's samples. */
    @JsonProperty("energy")
    ENERGY,
    /** How much louder the bands became since the frame before. */
    @JsonProperty("onset")
    ONSET,
    /** Centre of gravity of the magnitude spectrum, in Hz. */
    @JsonProperty("centroid")
    CENTROID,
    /** Level as heard, in LUFS without gates. */
    @JsonProperty("loudness")
    LOUDNESS;

    /** The name users write, which is also the array's in a feature file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Values a frame. */
    public int size(FeatureSpec spec) {
        return this == DELTA || this == DELTA2 ? spec.coefficients() : 1;
    }
}
