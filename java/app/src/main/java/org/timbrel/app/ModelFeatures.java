// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.SpecJson;

/**
 * What a checkpoint says of the frames it learned from.
 *
 * @param spec how they were made
 * @param levels of the sounds
 * @param voiced their fundamentals; null if they have none
 * @param sounds names of a texture's sounds, in the order of their numbers; empty if it has none
 * @param soundLevels of each of them alone
 * @param corrections of each, or of all together where they have no names, of what the network
 *     makes of them; empty where that is not known
 */
record ModelFeatures(
        FeatureSpec spec,
        BandLevels levels,
        VoicedRange voiced,
        List<String> sounds,
        List<BandLevels> soundLevels,
        List<LevelCorrection> corrections) {

    private static final String SOUNDS = "sounds";
    private static final String SOUND_LEVELS = "soundLevels";
    private static final String CORRECTIONS = "corrections";

    /** The spec must be there, all levels have its bands, and every sound have levels. */
    ModelFeatures {
        sounds = List.copyOf(sounds);
        soundLevels = List.copyOf(soundLevels);
        corrections = List.copyOf(corrections);
        requireBands(levels, spec);
        soundLevels.forEach(own -> requireBands(own, spec));
        if (soundLevels.size() != sounds.size()) {
            throw new IllegalArgumentException(
                    "levels of %d sounds, but there are %d"
                            .formatted(soundLevels.size(), sounds.size()));
        }
        int heard = Math.max(1, sounds.size());
        if (!corrections.isEmpty() && corrections.size() != heard) {
            throw new IllegalArgumentException(
                    "corrections of %d sounds, but there are %d"
                            .formatted(corrections.size(), heard));
        }
        for (LevelCorrection own : corrections) {
            if (own.bands() != spec.melBands()) {
                throw new IllegalArgumentException(
                        "corrections of %d bands, but melBands is %d"
                                .formatted(own.bands(), spec.melBands()));
            }
        }
    }

    /** Before it is known what the network makes of them. */
    ModelFeatures(
            FeatureSpec spec,
            BandLevels levels,
            VoicedRange voiced,
            List<String> sounds,
            List<BandLevels> soundLevels) {
        this(spec, levels, voiced, sounds, soundLevels, List.of());
    }

    ModelFeatures corrected(List<LevelCorrection> found) {
        return new ModelFeatures(spec, levels, voiced, sounds, soundLevels, found);
    }

    private static void requireBands(BandLevels levels, FeatureSpec spec) {
        for (double[] table : List.of(levels.meanDb(), levels.minDb(), levels.maxDb())) {
            if (table.length != spec.melBands()) {
                throw new IllegalArgumentException(
                        "levels of %d bands, but melBands is %d"
                                .formatted(table.length, spec.melBands()));
            }
        }
    }

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .build();

    String json() {
        try {
            ObjectNode tree = JSON.createObjectNode();
            tree.set("spec", SpecJson.write(spec));
            tree.set("levels", JSON.valueToTree(levels));
            if (voiced != null) {
                tree.set("voiced", JSON.valueToTree(voiced));
            }
            if (!sounds.isEmpty()) {
                tree.set(SOUNDS, JSON.valueToTree(sounds));
                tree.set(SOUND_LEVELS, JSON.valueToTree(soundLevels));
            }
            if (!corrections.isEmpty()) {
                tree.set(CORRECTIONS, JSON.valueToTree(corrections));
            }
            return JSON.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads what {@link #json} gave.
     *
     * @throws IOException if it is something else
     */
    static ModelFeatures of(String json) throws IOException {
        try {
            JsonNode tree = JSON.readTree(json);
            return new ModelFeatures(
                    SpecJson.read(tree.path("spec")),
                    JSON.treeToValue(tree.path("levels"), BandLevels.class),
                    JSON.treeToValue(tree.path("voiced"), VoicedRange.class),
                    listed(tree.get(SOUNDS), String[].class),
                    listed(tree.get(SOUND_LEVELS), BandLevels[].class),
                    listed(tree.get(CORRECTIONS), LevelCorrection[].class));
        } catch (JsonProcessingException e) {
            throw notUnderstood(e.getOriginalMessage().split("[;\n]", 2)[0], e);
        } catch (IllegalArgumentException e) {
            throw notUnderstood(e.getMessage(), e);
        }
    }

    private static <T> List<T> listed(JsonNode list, Class<T[]> type)
            throws JsonProcessingException {
        return list == null ? List.of() : List.of(JSON.treeToValue(list, type));
    }

    private static IOException notUnderstood(String reason, Exception cause) {
        return new IOException("its features are not understood: " + reason, cause);
    }

    /** The spec without extras: a network learns and makes what a sound is made again from. */
    static FeatureSpec learned(FeatureSpec spec) {
        return spec.extras().isEmpty()
                ? spec
                : SpecJson.read(SpecJson.write(spec).set("extras", JSON.createArrayNode()));
    }

    /**
     * What differs, "coefficients 20, not 40"; empty if nothing does. Extras do not count.
     *
     * @param want without extras
     */
    static String difference(FeatureSpec have, FeatureSpec want) {
        JsonNode mine = SpecJson.write(learned(have));
        JsonNode others = SpecJson.write(want);
        StringJoiner text = new StringJoiner(", ");
        others.properties()
                .forEach(
                        field -> {
                            JsonNode here = mine.path(field.getKey());
                            if (!here.equals(field.getValue())) {
                                text.add(
                                        "%s %s, not %s"
                                                .formatted(
                                                        field.getKey(),
                                                        words(here),
                                                        words(field.getValue())));
                            }
                        });
        return text.toString();
    }

    /** {@code {"minHz":50.0,"maxHz":2000.0}} as "minHz 50.0 maxHz 2000.0", and null as "none". */
    private static String words(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .map(field -> field.getKey() + " " + field.getValue().asText())
                    .collect(Collectors.joining(" "));
        }
        return value.isNull() ? "none" : value.asText();
    }
}
