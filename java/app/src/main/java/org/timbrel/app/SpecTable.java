// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.timbrel.audio.features.FeatureSpec;

/** A feature spec for people: what each number is called, and its unit. */
public final class SpecTable {

    private SpecTable() {}

    /** Names and values, in the order in which a sound passes through them. */
    public static Map<String, String> rows(FeatureSpec spec) {
        double hopMillis = 1000.0 * spec.hopSamples() / spec.sampleRateHz();
        double windowMillis = 1000.0 * spec.fftSize() / spec.sampleRateHz();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("profile", lower(spec.profile()));
        rows.put("sample rate", spec.sampleRateHz() + " Hz");
        rows.put(
                "window",
                spec.fftSize()
                        + " samples ("
                        + number(windowMillis)
                        + " ms), "
                        + lower(spec.window())
                        + (spec.center() ? ", centred" : ", not centred"));
        rows.put("hop", spec.hopSamples() + " samples (" + number(hopMillis) + " ms)");
        rows.put(
                "mel bands",
                spec.melBands()
                        + " from "
                        + number(spec.fminHz())
                        + " to "
                        + number(spec.fmaxHz())
                        + " Hz, scale "
                        + lower(spec.melScale())
                        + ", norm "
                        + lower(spec.melNorm()));
        rows.put("top dB", spec.topDb() == null ? "off" : number(spec.topDb()) + " dB");
        rows.put(
                "coefficients",
                spec.coefficients() + " by DCT type " + spec.dctType() + lifter(spec));
        return rows;
    }

    private static String lifter(FeatureSpec spec) {
        return spec.lifter() == 0 ? "" : ", lifter " + spec.lifter();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String number(double value) {
        return new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT))
                .format(value);
    }
}
