// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much each sound of a model is to be heard over time. A condition is a sound's name, or names
 * with weights, {@code rain=0.3,fire=0.7}; several are keyframes, each behind its time in seconds,
 * {@code 10:fire}, between which the weights move evenly.
 */
final class Conditions {

    private static final double MOST = 1e6;

    private Conditions() {}

    /**
     * Reads conditions.
     *
     * @param texts as users write them; none: the first sound alone
     * @param sounds names, in the order of the model's sounds; none: the model tells none apart
     * @return [C] shares, 1 together at every time
     * @throws IllegalArgumentException if a text is no condition, or a sound is not there, with
     *     those that are
     */
    static Keyframes of(List<String> texts, List<String> sounds) {
        if (texts.isEmpty()) {
            double[] first = new double[Math.max(1, sounds.size())];
            first[0] = 1;
            return Keyframes.constant(first);
        }
        List<Keyframes.Point> points = new ArrayList<>();
        for (String text : texts) {
            try {
                points.add(point(text, texts.size() > 1, sounds));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "--condition '%s': %s".formatted(text, e.getMessage()), e);
            }
        }
        try {
            return new Keyframes(points);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--condition: " + e.getMessage(), e);
        }
    }

    private static Keyframes.Point point(String text, boolean several, List<String> sounds) {
        int colon = text.indexOf(':');
        if (colon < 0 && several) {
            throw new IllegalArgumentException(
                    "has no time: of several conditions each needs one, SECONDS:SOUND");
        }
        double seconds = colon < 0 ? 0 : Keyframes.time(text.substring(0, colon));
        return new Keyframes.Point(seconds, shares(text.substring(colon + 1), sounds));
    }

    /**
     * Reads one condition.
     *
     * @return [C], 1 together
     * @throws IllegalArgumentException if it is none, or a sound is not there
     */
    static double[] shares(String text, List<String> sounds) {
        if (sounds.isEmpty()) {
            throw new IllegalArgumentException(
                    "this model tells no sounds apart; one trained with --head bank does");
        }
        if (text.isBlank()) {
            throw new IllegalArgumentException("names no sound; there are: " + listed(sounds));
        }
        double[] shares = new double[sounds.size()];
        Set<Integer> seen = new HashSet<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = (equals < 0 ? part : part.substring(0, equals)).strip();
            int sound = sounds.indexOf(name);
            if (sound < 0) {
                throw new IllegalArgumentException(
                        "there is no sound '%s'; there are: %s".formatted(name, listed(sounds)));
            }
            if (!seen.add(sound)) {
                throw new IllegalArgumentException("'%s' is named twice".formatted(name));
            }
            shares[sound] = equals < 0 ? 1 : weight(name, part.substring(equals + 1));
        }
        double sum = Arrays.stream(shares).sum();
        if (!(sum > 0)) {
            throw new IllegalArgumentException(
                    "the weights sum to 0: one at least must be above 0");
        }
        return Arrays.stream(shares).map(share -> share / sum).toArray();
    }

    private static double weight(String name, String text) {
        double weight;
        try {
            weight = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the weight of '%s', '%s', is no number".formatted(name, text.strip()), e);
        }
        if (!(weight >= 0 && weight <= MOST)) {
            throw new IllegalArgumentException(
                    "the weight of '%s', %s, is outside 0..%s"
                            .formatted(name, text.strip(), Keyframes.number(MOST)));
        }
        return weight;
    }

    private static String listed(List<String> sounds) {
        return String.join(", ", sounds);
    }
}
