// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.timbrel.app.FeatureInfo;
import org.timbrel.app.FileFailure;
import org.timbrel.app.FileInfo;
import org.timbrel.app.InfoJob;
import org.timbrel.app.Json;
import org.timbrel.app.ModelInfo;
import org.timbrel.app.MusicInfo;
import org.timbrel.app.ScoreInfo;
import org.timbrel.app.SoundInfo;
import org.timbrel.app.SpecTable;
import org.timbrel.app.TextureInfo;
import org.timbrel.audio.features.Convention;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code timbrel info}. */
@Command(
        name = "info",
        description = "Print what a sound, a feature file, a checkpoint or a MIDI file holds.")
final class InfoCommand implements Callable<Integer> {

    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Parameters(
            paramLabel = "FILE",
            description = "A sound, an .npz that extract wrote, a checkpoint, or a MIDI file.")
    private Path file;

    @Override
    public Integer call() {
        FileInfo info;
        try {
            info = InfoJob.run(file);
        } catch (IOException | OutOfMemoryError e) {
            return global.status(FailureList.of(new FileFailure(file, e)));
        }
        if (json.json()) {
            global.out().println(Json.of(info));
        } else {
            rows(info).forEach(this::print);
        }
        return ExitCode.OK;
    }

    private void print(String name, String value) {
        PrintWriter out = global.out();
        out.printf(Locale.ROOT, "%-14s %s%n", name, value);
    }

    private static Map<String, String> rows(FileInfo info) {
        if (info instanceof SoundInfo sound) {
            return rows(sound);
        }
        if (info instanceof ScoreInfo score) {
            return ScoreRows.of(score);
        }
        return info instanceof ModelInfo model ? rows(model) : rows((FeatureInfo) info);
    }

    private static Map<String, String> rows(SoundInfo sound) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("format", sound.format());
        rows.put("codec", sound.codec());
        rows.put("sample rate", sound.sampleRateHz() + " Hz");
        rows.put("channels", Integer.toString(sound.channels()));
        rows.put("duration", String.format(Locale.ROOT, "%.3f s", sound.durationSeconds()));
        rows.put("peak", decibels(sound.peakDbfs()));
        rows.put("RMS", decibels(sound.rmsDbfs()));
        return rows;
    }

    private static String decibels(double value) {
        return value == Double.NEGATIVE_INFINITY
                ? "silence"
                : String.format(Locale.ROOT, "%.2f dBFS", value);
    }

    private static Map<String, String> rows(FeatureInfo features) {
        Map<String, String> rows = new LinkedHashMap<>();
        Convention convention = features.spec().convention();
        features.arrays()
                .forEach(
                        (name, shape) ->
                                rows.put(name, shape + " float32" + unit(name, convention)));
        rows.putAll(SpecTable.rows(features.spec()));
        return rows;
    }

    private static Map<String, String> rows(ModelInfo model) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("network", network(model));
        rows.put(
                "head",
                model.components() > 0
                        ? "%s of %d %s"
                                .formatted(model.head(), model.components(), parts(model.head()))
                        : model.head());
        if (model.texture() != null) {
            rows.putAll(rows(model.texture()));
        }
        if (model.music() != null) {
            rows.putAll(rows(model.music()));
        }
        if (model.dropout() > 0 || model.recurrentDropout() > 0) {
            rows.put(
                    "dropout",
                    String.format(
                            Locale.ROOT,
                            "%.2f, recurrent %.2f",
                            model.dropout(),
                            model.recurrentDropout()));
        }
        rows.put("frames a step", Integer.toString(model.framesPerStep()));
        rows.put("parameters", String.format(Locale.ROOT, "%,d", model.parameters()));
        rows.put("trained", model.steps() + " steps, seed " + model.seed());
        if (Double.isFinite(model.validationLoss())) {
            rows.put("held out", String.format(Locale.ROOT, "%.3f", model.validationLoss()));
        }
        rows.put("resumable", model.resumable() ? "yes" : "no, weights only");
        rows.put("SHA-256", "right");
        if (model.spec() != null) {
            rows.putAll(SpecTable.rows(model.spec()));
        }
        return rows;
    }

    private static Map<String, String> rows(MusicInfo music) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("representation", music.representation() + ": " + music.frame());
        if (!music.vocabulary().isEmpty()) {
            rows.put("vocabulary", vocabulary(music.vocabulary()));
        }
        if (!music.conditions().isEmpty()) {
            rows.put("conditions", String.join(", ", music.conditions()));
        }
        if (!music.styles().isEmpty()) {
            rows.put("styles", String.join(", ", music.styles()));
        }
        return rows;
    }

    /** How many tokens of each kind, where Pitch_60 is of the kind Pitch. */
    private static String vocabulary(List<String> names) {
        Map<String, Integer> kinds = new LinkedHashMap<>();
        names.forEach(name -> kinds.merge(name.split("_", 2)[0], 1, Integer::sum));
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String parts(String head) {
        return switch (head) {
            case "mdn" -> "components";
            case "bank" -> "clusters";
            default -> "categories";
        };
    }

    private static Map<String, String> rows(TextureInfo texture) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put(
                "sounds",
                texture.sounds().isEmpty()
                        ? Integer.toString(texture.soundCount())
                        : String.join(", ", texture.sounds()));
        rows.put(
                "bank",
                String.format(
                        Locale.ROOT,
                        "%,d innovations, in runs of %.1f",
                        texture.innovations(),
                        texture.run()));
        String averages =
                texture.averages().stream()
                        .map(steps -> String.format(Locale.ROOT, "%.0f", steps))
                        .collect(Collectors.joining(", "));
        rows.put(
                "linear part",
                "of %d frames%s"
                        .formatted(
                                texture.past(),
                                averages.isEmpty() ? "" : ", averages over " + averages));
        return rows;
    }

    private static String network(ModelInfo model) {
        String cells = model.cell().toUpperCase(Locale.ROOT);
        String norm = model.layerNorm() ? ", layer norm" : "";
        return cells + " " + model.layers() + " × " + model.hidden() + norm;
    }

    private static String logarithm(Convention convention) {
        return convention.naturalLog() ? " natural logarithm" : " dB";
    }

    private static String unit(String array, Convention convention) {
        return switch (array) {
            case "mfcc" -> logarithm(convention);
            case "delta" -> logarithm(convention) + " a frame";
            case "delta2" -> logarithm(convention) + " a frame²";
            case "energy" -> " RMS, full scale 1";
            case "onset" -> " dB";
            case "mel" -> convention.magnitude() ? " magnitude" : " power";
            case "log_f0" -> " ln Hz";
            case "voicing", "band_voicing" -> " share of power";
            case "centroid" -> " Hz";
            case "loudness" -> " LUFS";
            default -> "";
        };
    }
}
