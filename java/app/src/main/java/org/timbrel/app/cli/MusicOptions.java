// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.timbrel.app.MidiFiles;
import org.timbrel.app.TrainSettings;
import org.timbrel.app.music.Representation;
import picocli.CommandLine.Option;

/** What {@code train} can be told of MIDI files. */
final class MusicOptions {

    @Option(
            names = "--representation",
            paramLabel = "NAME",
            description = {
                "What is learned: mfcc, frames of sounds; of MIDI files remi (tokens of bars,"
                        + " positions and notes), performance (tokens of notes on and off, and of"
                        + " time) or pianoroll (which keys sound, on a grid). Default: by the"
                        + " files, mfcc or remi.",
                "Of MIDI files some defaults differ. All: --schedule cosine, --epochs 40,"
                        + " --unscored 0, --input-noise 0, --validate-every 0. Tokens: head"
                        + " categorical, --layers 2, --hidden 256, --sequence-length 256. Piano"
                        + " rolls: head bernoulli, --hidden 300, --dropout 0.5,"
                        + " --recurrent-dropout 0.25, --learning-rate"
                        + " 0.005, --batch 4, --sequence-length 128, --patience 0."
            })
    private String representation;

    @Option(
            names = "--grid",
            paramLabel = "STEP",
            description =
                    "What frames of a piano roll are apart: ticks, 240t; a note value, 1/16; or"
                            + " seconds, 0.02s (default: 1/8).")
    private String grid;

    @Option(
            names = "--onsets",
            description =
                    "Let a piano roll say which notes begin too, so that repeated notes stay"
                            + " apart (default: no).")
    private Boolean onsets;

    @Option(
            names = "--embedding",
            paramLabel = "N",
            description = "Values that stand for a token in the network (default: 64).")
    private Integer embedding;

    @Option(
            names = "--transpose",
            paramLabel = "N",
            description =
                    "Train on copies of every piece too, up to N semitones lower and higher, 0..11"
                            + " (default: 0).")
    private Integer transpose;

    @Option(
            names = "--stretch",
            paramLabel = "F,...",
            split = ",",
            description =
                    "And on copies F times as long: 0.9,1.1; where time is said in seconds"
                            + " (default: none).")
    private List<Double> stretch;

    @Option(
            names = "--conditions",
            paramLabel = "NAME,...",
            split = ",",
            description =
                    "What the network is told beside the music, for 'timbrel generate --condition':"
                            + " density (notes a second), histogram (of pitch classes), style (the"
                            + " folder that a piece lies in) (default: nothing).")
    private List<String> conditions;

    /**
     * The representation: as it was given, as the settings have it, or by the files.
     *
     * @param decided whether the settings have it from a run or a file
     * @throws IllegalArgumentException if it is none, or files of both kinds are there
     */
    Representation representation(TrainSettings settings, boolean decided) {
        if (representation != null) {
            return Representation.named(representation);
        }
        if (decided) {
            return Representation.named(settings.representation());
        }
        return MidiFiles.representation(
                Stream.of(settings.data(), settings.train(), settings.valid(), settings.test())
                        .flatMap(List::stream)
                        .map(Path::of)
                        .toList());
    }

    /**
     * What was given, by the settings' names.
     *
     * @throws IllegalArgumentException if something does not go with the representation
     */
    Map<String, Object> given(Representation kind) {
        Map<String, Object> given = new LinkedHashMap<>();
        put(given, "grid", grid);
        put(given, "onsets", onsets);
        put(given, "embedding", embedding);
        put(given, "transpose", transpose);
        put(given, "stretch", stretch);
        put(given, "conditions", conditions);
        if (given.isEmpty()) {
            return Map.of();
        }
        if (!kind.isMusic()) {
            throw new IllegalArgumentException(
                    "--%s is for MIDI files: it does not go with --representation %s"
                            .formatted(given.keySet().iterator().next(), kind));
        }
        if (kind.isTokens() && (grid != null || onsets != null)) {
            throw new IllegalArgumentException(
                    "--%s is for piano rolls: it does not go with --representation %s"
                            .formatted(grid != null ? "grid" : "onsets", kind));
        }
        if (!kind.isTokens() && embedding != null) {
            throw new IllegalArgumentException(
                    "--embedding is for tokens: it does not go with --representation " + kind);
        }
        return Map.of("music", given);
    }

    private static void put(Map<String, Object> given, String name, Object value) {
        if (Objects.nonNull(value)) {
            given.put(name, value);
        }
    }
}
