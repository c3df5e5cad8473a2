// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.timbrel.music.measures.Conditioning;

/**
 * What a network is told of the music beside the frames, so that it can be steered. What goes in at
 * a frame are, in this order, as far as they are among the kinds: the density, twelve pitch
 * classes, and a 1 for the style.
 *
 * @param kinds each once
 * @param styles names, in the order of their values; none where style is not among the kinds
 * @param usual [C], the mean over what was trained on: what is taken where nothing is asked for
 */
public record ConditionSpec(List<Kind> kinds, List<String> styles, List<Float> usual) {

    /** Nothing. */
    public static final ConditionSpec NONE = new ConditionSpec(List.of(), List.of(), List.of());

    /** What can be told. */
    public enum Kind {
        /** Notes a second, around the frame. */
        DENSITY,
        /** How often the pitch classes sound, around the frame. */
        HISTOGRAM,
        /** Which folder the piece comes from. */
        STYLE;

        /** As options have it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @throws IllegalArgumentException if there are styles without the kind, or usual values of
     *     another number
     */
    public ConditionSpec {
        kinds = List.copyOf(kinds);
        styles = List.copyOf(styles);
        usual = List.copyOf(usual);
        if (new HashSet<>(kinds).size() < kinds.size()) {
            throw new IllegalArgumentException("conditions %s: one comes twice".formatted(kinds));
        }
        if (kinds.contains(Kind.STYLE) == styles.isEmpty()) {
            throw new IllegalArgumentException(
                    "styles %s do not go with the conditions %s".formatted(styles, kinds));
        }
        if (usual.size() != size(kinds, styles)) {
            throw new IllegalArgumentException(
                    "%d usual values for %d conditions"
                            .formatted(usual.size(), size(kinds, styles)));
        }
    }

    /**
     * Kinds by their names.
     *
     * @throws IllegalArgumentException if there is no such kind, with those that there are
     */
    public static List<Kind> kinds(List<String> names) {
        List<Kind> kinds = new ArrayList<>();
        for (String name : names) {
            Kind kind =
                    Arrays.stream(Kind.values())
                            .filter(value -> value.toString().equals(name))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            new IllegalArgumentException(
                                                    "conditions %s is none of %s"
                                                            .formatted(name, known())));
            if (!kinds.contains(kind)) {
                kinds.add(kind);
            }
        }
        kinds.sort(null);
        return kinds;
    }

    private static String known() {
        return Arrays.stream(Kind.values()).map(Kind::toString).collect(Collectors.joining(", "));
    }

    /** Nothing usual yet. */
    public static ConditionSpec of(List<Kind> kinds, List<String> styles) {
        List<String> own = kinds.contains(Kind.STYLE) ? styles : List.of();
        Float[] zeros = new Float[size(kinds, own)];
        Arrays.fill(zeros, 0f);
        return new ConditionSpec(kinds, own, List.of(zeros));
    }

    private static int size(List<Kind> kinds, List<String> styles) {
        int measured =
                (kinds.contains(Kind.DENSITY) ? 1 : 0)
                        + (kinds.contains(Kind.HISTOGRAM) ? Conditioning.SIZE - 1 : 0);
        return measured + styles.size();
    }

    /** C, values a frame; 0: none. */
    public int size() {
        return usual.size();
    }

    /** The first value of a kind; only where it is among the kinds. */
    int first(Kind kind) {
        return switch (kind) {
            case DENSITY -> 0;
            case HISTOGRAM -> kinds.contains(Kind.DENSITY) ? 1 : 0;
            case STYLE -> size() - styles.size();
        };
    }

    /**
     * What goes in with every frame of a piece.
     *
     * @param measures [frames,{@link Conditioning#SIZE}]
     * @param style of the piece; where it is none of these, what is usual stands for it
     * @return [frames,C]
     */
    public float[] rows(float[] measures, String style) {
        int frames = measures.length / Conditioning.SIZE;
        float[] rows = new float[frames * size()];
        for (int frame = 0; frame < frames; frame++) {
            int from = frame * Conditioning.SIZE;
            int to = frame * size();
            if (kinds.contains(Kind.DENSITY)) {
                rows[to++] = measures[from];
            }
            if (kinds.contains(Kind.HISTOGRAM)) {
                System.arraycopy(measures, from + 1, rows, to, Conditioning.SIZE - 1);
                to += Conditioning.SIZE - 1;
            }
            for (int k = 0; k < styles.size(); k++) {
                rows[to + k] =
                        styles.contains(style)
                                ? (styles.get(k).equals(style) ? 1 : 0)
                                : usual.get(first(Kind.STYLE) + k);
            }
        }
        return rows;
    }

    /** With the mean of what goes in as what is usual. */
    public ConditionSpec withUsual(List<float[]> rows) {
        double[] sum = new double[size()];
        long frames = 0;
        for (float[] piece : rows) {
            for (int k = 0; k < piece.length; k++) {
                sum[k % size()] += piece[k];
            }
            frames += size() == 0 ? 0 : piece.length / size();
        }
        List<Float> mean = new ArrayList<>();
        for (double value : sum) {
            mean.add((float) (value / Math.max(1, frames)));
        }
        return new ConditionSpec(kinds, styles, mean);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode names = json.putArray("kinds");
        kinds.forEach(kind -> names.add(kind.toString()));
        ArrayNode own = json.putArray("styles");
        styles.forEach(own::add);
        ArrayNode values = json.putArray("usual");
        usual.forEach(value -> values.add((double) value));
        return json;
    }

    /**
     * From {@link #toJson}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static ConditionSpec read(JsonNode json) {
        List<String> names = new ArrayList<>();
        json.path("kinds").forEach(name -> names.add(name.asText()));
        List<String> styles = new ArrayList<>();
        json.path("styles").forEach(style -> styles.add(style.asText()));
        List<Float> usual = new ArrayList<>();
        json.path("usual").forEach(value -> usual.add((float) value.asDouble(Double.NaN)));
        if (usual.stream().anyMatch(value -> !Float.isFinite(value))) {
            throw new IllegalArgumentException("usual holds what is no number");
        }
        return new ConditionSpec(kinds(names), styles, usual);
    }
}
