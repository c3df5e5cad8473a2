// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.timbrel.audio.features.Convention;
import org.timbrel.audio.features.Extra;
import org.timbrel.audio.features.FeatureSpec;

/** A feature spec for people: what each number is called, and its unit. */
public final class SpecTable {

    private SpecTable() {}

    /** Names and values, in the order in which a sound passes through them. */
    public static Map<String, String> rows(FeatureSpec spec) {
        double hopMillis = 1000.0 * spec.hopSamples() / spec.sampleRateHz();
        double windowMillis = 1000.0 * spec.windowSamples() / spec.sampleRateHz();
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("profile", lower(spec.profile()));
        rows.put("sample rate", spec.sampleRateHz() + " Hz");
        rows.put(
                "window",
                spec.windowSamples()
                        + " samples ("
                        + number(windowMillis)
                        + " ms), "
                        + lower(spec.window())
                        + (spec.center() ? ", centred" : ", not centred")
                        + (spec.center() ? padding(spec.convention().padding()) : ""));
        if (spec.fftSize() != spec.windowSamples()) {
            rows.put("FFT", spec.fftSize() + " samples");
        }
        rows.put("hop", spec.hopSamples() + " samples (" + number(hopMillis) + " ms)");
        String samples = samples(spec.convention());
        if (!samples.isEmpty()) {
            rows.put("samples", samples);
        }
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
                        + lower(spec.melNorm())
                        + (spec.convention().magnitude() ? ", of magnitudes" : "")
                        + (spec.convention().naturalLog() ? ", natural logarithm" : ""));
        rows.put("top dB", spec.topDb() == null ? "off" : number(spec.topDb()) + " dB");
        rows.put(
                "coefficients",
                spec.coefficients()
                        + " by DCT type "
                        + spec.dctType()
                        + lifter(spec)
                        + (spec.convention().energy() ? ", the first one the log energy" : ""));
        if (spec.pitch() != null) {
            rows.put(
                    "pitch",
                    number(spec.pitch().minHz()) + " to " + number(spec.pitch().maxHz()) + " Hz");
        }
        if (!spec.extras().isEmpty()) {
            rows.put(
                    "extras",
                    spec.extras().stream().map(Extra::label).collect(Collectors.joining(", ")));
        }
        return rows;
    }

    private static String padding(Convention.Padding padding) {
        return switch (padding) {
            case ZEROS -> "";
            case REFLECT -> ", ends reflected";
            case MIRROR -> ", ends mirrored";
        };
    }

    /** What happens to a frame's samples before the window. */
    private static String samples(Convention convention) {
        List<String> steps = new ArrayList<>();
        if (convention.sampleScale() != 1) {
            steps.add("times " + number(convention.sampleScale()));
        }
        if (convention.removeMean()) {
            steps.add("mean removed");
        }
        if (convention.preEmphasis() > 0) {
            steps.add("pre-emphasis " + number(convention.preEmphasis()));
        }
        return String.join(", ", steps);
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
