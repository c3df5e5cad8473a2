// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.timbrel.app.Keyframes;
import org.timbrel.app.music.ConditionSpec.Kind;
import org.timbrel.music.measures.Conditioning;

/**
 * What a network is told over time, as users ask for it: {@code density=4,style=folk}; several are
 * keyframes, each behind its time in seconds, {@code 30:density=8}, between which values move
 * evenly. What a keyframe does not name stays as it was; what none names is as usual.
 */
public final class ConditionCurve {

    private static final List<String> PITCH_CLASSES =
            List.of("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B");
    private static final double MOST_DENSITY = 100;
    private static final double MOST_SHARE = 1e6;

    private final Keyframes values;
    private final boolean moving;

    private ConditionCurve(Keyframes values, boolean moving) {
        this.values = values;
        this.moving = moving;
    }

    /**
     * Reads conditions.
     *
     * @param texts as users write them; none: all as usual
     * @throws IllegalArgumentException if a text is no condition, or asks for what the model was
     *     not told, with what it was told
     */
    public static ConditionCurve of(List<String> texts, ConditionSpec spec) {
        double[] at = spec.usual().stream().mapToDouble(Float::doubleValue).toArray();
        List<Keyframes.Point> points = new ArrayList<>();
        for (String text : texts) {
            try {
                int colon = text.indexOf(':');
                if (colon < 0 && texts.size() > 1) {
                    throw new IllegalArgumentException(
                            "has no time: of several conditions each needs one, SECONDS:NAME=VALUE");
                }
                double seconds = colon < 0 ? 0 : Keyframes.time(text.substring(0, colon));
                put(text.substring(colon + 1), spec, at);
                points.add(new Keyframes.Point(seconds, at.clone()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--condition '%s': %s".formatted(text, e.getMessage()), e);
            }
        }
        if (points.isEmpty()) {
            points.add(new Keyframes.Point(0, at));
        }
        try {
            return new ConditionCurve(new Keyframes(points), points.size() > 1);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--condition: " + e.getMessage(), e);
        }
    }

    private static void put(String text, ConditionSpec spec, double[] to) {
        if (spec.size() == 0) {
            throw new IllegalArgumentException(
                    "this model was told nothing beside the music; 'timbrel train --conditions"
                            + " density,histogram,style' makes one that was");
        }
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            Kind kind = kind(name, spec);
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "'%s' has no value: write %s=VALUE".formatted(name, name));
            }
            double[] value = value(kind, part.substring(equals + 1).strip(), spec);
            System.arraycopy(value, 0, to, spec.first(kind), value.length);
        }
    }

    private static Kind kind(String name, ConditionSpec spec) {
        return spec.kinds().stream()
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "there is no condition '%s'; this model has: %s"
                                                .formatted(name, listed(spec.kinds()))));
    }

    private static double[] value(Kind kind, String text, ConditionSpec spec) {
        return switch (kind) {
            case DENSITY -> density(text);
            case HISTOGRAM -> histogram(text);
            case STYLE -> style(text, spec.styles());
        };
    }

    private static double[] density(String text) {
        double notes = number("density", text);
        if (!(notes >= 0 && notes <= MOST_DENSITY)) {
            throw new IllegalArgumentException(
                    "density %s is outside 0..%s notes a second"
                            .formatted(text, Keyframes.number(MOST_DENSITY)));
        }
        return new double[] {Conditioning.values(notes, new double[PITCH_CLASSES.size()])[0]};
    }

    /** {@code C+E+G}, with shares {@code C*2+E+G}. */
    private static double[] histogram(String text) {
        double[] shares = new double[PITCH_CLASSES.size()];
        for (String part : text.split("\\+", -1)) {
            int star = part.indexOf('*');
            String name = (star < 0 ? part : part.substring(0, star)).strip();
            int pitchClass = PITCH_CLASSES.indexOf(name);
            if (pitchClass < 0) {
                throw new IllegalArgumentException(
                        "histogram has no pitch class '%s': write C+E+G, of %s"
                                .formatted(name, String.join(" ", PITCH_CLASSES)));
            }
            double share = star < 0 ? 1 : number("the share of " + name, part.substring(star + 1));
            if (!(share >= 0 && share <= MOST_SHARE)) {
                throw new IllegalArgumentException(
                        "the share of %s, %s, is outside 0..%s"
                                .formatted(
                                        name,
                                        part.substring(star + 1),
                                        Keyframes.number(MOST_SHARE)));
            }
            shares[pitchClass] += share;
        }
        double sum = Arrays.stream(shares).sum();
        if (!(sum > 0)) {
            throw new IllegalArgumentException("the shares of a histogram sum to 0");
        }
        float[] all =
                Conditioning.values(0, Arrays.stream(shares).map(share -> share / sum).toArray());
        double[] values = new double[PITCH_CLASSES.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = all[1 + k];
        }
        return values;
    }

    private static double[] style(String text, List<String> styles) {
        int style = styles.indexOf(text);
        if (style < 0) {
            throw new IllegalArgumentException(
                    "there is no style '%s'; this model has: %s"
                            .formatted(text, String.join(", ", styles)));
        }
        double[] values = new double[styles.size()];
        values[style] = 1;
        return values;
    }

    private static double number(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s '%s' is no number".formatted(name, text), e);
        }
    }

    private static String listed(List<Kind> kinds) {
        return kinds.stream().map(Kind::toString).collect(Collectors.joining(", "));
    }

    /** Whether values change over time. */
    public boolean moves() {
        return moving;
    }

    /** [C] at a time, in seconds from where the new music begins. */
    public float[] at(double seconds) {
        double[] there = new double[values.width()];
        values.at(seconds, there);
        float[] out = new float[there.length];
        for (int c = 0; c < out.length; c++) {
            out[c] = (float) there[c];
        }
        return out;
    }
}
