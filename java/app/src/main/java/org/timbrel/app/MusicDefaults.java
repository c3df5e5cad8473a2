// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.HashMap;
import java.util.Map;
import org.timbrel.app.music.ConditionSpec;
import org.timbrel.app.music.MusicModel;
import org.timbrel.app.music.MusicSettings;
import org.timbrel.app.music.Representation;
import org.timbrel.app.music.RollCode;
import org.timbrel.app.music.TokenCode;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.tokens.TokenizerSpec;

/** What stands in the place of {@link TrainSettings#DEFAULTS} for each representation of music. */
final class MusicDefaults {

    /** Of all of them. */
    private static final Map<String, Object> COMMON =
            Map.ofEntries(
                    Map.entry("music", MusicSettings.DEFAULTS),
                    Map.entry("split", "file"),
                    Map.entry("steps", 0L),
                    Map.entry("schedule", "cosine"),
                    Map.entry("unscored", 0),
                    Map.entry("inputNoise", 0.0),
                    Map.entry("validateEvery", 0));

    private static final Map<String, Object> TOKENS =
            Map.ofEntries(
                    Map.entry("head", "categorical"),
                    Map.entry("layers", 2),
                    Map.entry("hidden", 256),
                    Map.entry("dropout", 0.3),
                    Map.entry("learningRate", 2e-3),
                    Map.entry("epochs", 40),
                    Map.entry("patience", 10),
                    Map.entry("batch", 16),
                    Map.entry("sequenceLength", 256));

    private static final Map<String, Object> ROLLS =
            Map.ofEntries(
                    Map.entry("head", "bernoulli"),
                    Map.entry("layers", 1),
                    Map.entry("hidden", 300),
                    Map.entry("dropout", 0.5),
                    Map.entry("recurrentDropout", 0.25),
                    Map.entry("learningRate", 5e-3),
                    Map.entry("epochs", 40),
                    Map.entry("patience", 0),
                    Map.entry("batch", 4),
                    Map.entry("sequenceLength", 128));

    private MusicDefaults() {}

    /** By the names of settings; empty for sounds. */
    static Map<String, Object> of(Representation representation) {
        if (!representation.isMusic()) {
            return Map.of("representation", representation.toString());
        }
        Map<String, Object> all = new HashMap<>(COMMON);
        all.putAll(representation.isTokens() ? TOKENS : ROLLS);
        all.put("representation", representation.toString());
        return all;
    }

    /** A model of some music, to check a network's settings by before there is any. */
    static MusicModel example(Representation representation) {
        return new MusicModel(
                representation.isTokens()
                        ? new TokenCode(TokenizerSpec.named(representation.toString()))
                        : new RollCode(PianoRollSpec.DEFAULT),
                ConditionSpec.NONE);
    }
}
