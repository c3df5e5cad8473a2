// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import com.fasterxml.jackson.annotation.JsonValue;

/** What is measured of a copy against its original. */
public enum Measure {
    LM("LM", 2, "mean |difference| of the levels in 80 mel bands, dB"),
    LMS("LMs", 2, "the same after sorting each band over time, dB"),
    LT("LT", 2, "mean |difference| of the bands' levels over the whole sound, dB"),
    TS("TS", 3, "TexStat, the copy's segments against the original's at the same time"),
    TS_FLOOR("floor", 3, "TexStat, the original's segments against its own others"),
    MODULATION("mod", 2, "mean |difference| of the bands' movement at 0.5–8 Hz, dB"),
    SNR("SNR", 1, "−20 log10 of the relative error of STFT magnitudes at 2048/128, dB"),
    LEVEL("level", 2, "level of the copy less the original's, dB"),
    RPA("RPA50", 3, "share of frames, voiced in both, whose pitches lie within 50 cents"),
    VOICING_F1("F1", 3, "agreement on which frames are voiced"),
    KNOWN_RPA("RPA50k", 3, "as RPA50, against the pitch that the sound was made with"),
    KNOWN_VOICING_F1("F1k", 3, "as F1, against the voicing that the sound was made with");

    private final String label;
    private final int decimals;
    private final String meaning;

    Measure(String label, int decimals, String meaning) {
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
