// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import com.fasterxml.jackson.annotation.JsonValue;

/** What is measured of a sound against the half of a texture that nobody learned from. */
public enum TextureMeasure {
    TS("TS", 3, "TexStat, mean over all pairs of its segments and held-out ones"),
    LMS("LMs", 2, "mean |difference| of 80 mel bands' levels, each sorted over time, dB"),
    LT("LT", 2, "mean |difference| of the bands' levels over the whole sound, dB"),
    MODULATION("mod", 2, "mean |difference| of the bands' movement at 0.5–8 Hz, dB"),
    BLOCKS(
            "blocks",
            2,
            "originality: the mean distance of 16 frames (46 ms) to the nearest 16 that were"
                    + " learned, in standard deviations; before the vocoder"),
    BLOCKS_SHARE("of real", 0, "the same, as a share of real held-out sound's, %");

    private final String label;
    private final int decimals;
    private final String meaning;

    TextureMeasure(String label, int decimals, String meaning) {
        this.label = label;
        this.decimals = decimals;
        this.meaning = meaning;
    }

    /** As tables and JSON have it. */
    @JsonValue
    public String label() {
        return label;
    }

    /** Digits after the point in tables. */
    public int decimals() {
        return decimals;
    }

    /** In words, with the unit. */
    public String meaning() {
        return meaning;
    }
}
