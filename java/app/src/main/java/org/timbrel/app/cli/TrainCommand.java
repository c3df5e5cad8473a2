// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.timbrel.app.Json;
import org.timbrel.app.ModelFile;
import org.timbrel.app.TrainJob;
import org.timbrel.app.TrainJob.Begin;
import org.timbrel.app.TrainJob.Trained;
import org.timbrel.app.TrainSettings;
import org.timbrel.app.music.Representation;
import org.timbrel.nn.train.InsufficientDataException;
import org.timbrel.nn.train.TrainingResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel train}. */
@Command(
        name = "train",
        customSynopsis = "timbrel train [OPTIONS] [DATA...] -o RUN_DIR",
        sortOptions = false,
        description = {
            "Train a network on sounds or on MIDI files, to generate more of them.",
            "Every DATA is a sound of its own, called by its name: a folder is one sound with all"
                    + " that is in it. Of MIDI files every file is a piece, and held out whole.",
            "Writes config.json, metrics.csv, best.safetensors, last.safetensors, result.json and"
                    + " previews."
                    + " Ctrl-C stops after the step at hand; --resume goes on as if nothing had"
                    + " happened. A file that cannot be used is left out with a warning."
        })
final class TrainCommand implements Callable<Integer> {

    private static final String STAY = "from a model, its network, texture and features stay: ";

    private static final Map<String, List<String>> OF_HEADS =
            Map.of(
                    "bank", List.of("clusters", "past", "averages", "runLength", "shifts"),
                    "mdn", List.of("mixtures"));

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Parameters(
            paramLabel = "DATA",
            arity = "0..*",
            description = "Sounds, feature files, or MIDI files, and folders of them.")
    private List<Path> data;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "RUN_DIR",
            required = true,
            description = "Folder of the run; made if new.")
    private Path folder;

    @Option(
            names = {"-f", "--force"},
            description = "Begin anew where a run is in RUN_DIR already.")
    private boolean force;

    @Option(
            names = "--resume",
            description =
                    "Go on with the run in RUN_DIR, with its data and settings. What ends it can be"
                            + " changed: --steps, --epochs, --max-seconds, --patience.")
    private boolean resume;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings from a JSON file by the names that config.json has; options given"
                            + " here win.")
    private Path config;

    @Option(
            names = "--from",
            paramLabel = "MODEL",
            description =
                    "Teach a model of head bank one more sound: what it knows stays as it is, and"
                            + " its sounds are played from its bank so that they are not forgotten."
                            + " A checkpoint, a run folder, or a shipped model's name.")
    private String from;

    @Mixin private TrainOptions options;
    @Mixin private MusicOptions music;
    @Mixin private FeatureOptions features;

    @Override
    public Integer call() throws IOException {
        if (resume && (force || config != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume goes on with a run as it is: leave out "
                            + (force ? "--force" : "--config"));
        }
        TrainSettings settings = settings();
        Begin begin = resume ? Begin.RESUME : force ? Begin.ANEW : Begin.NEW;
        Trained trained;
        try {
            trained = new TrainJob(folder, settings, begin).run(global.progress(), global::warn);
        } catch (InsufficientDataException e) {
            throw new IOException(TrainOptions.inOptions(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
        trained.unusable().forEach(file -> global.warn("left out " + ErrorLine.of(file)));
        trained.unheard().forEach(file -> global.warn("no preview " + ErrorLine.of(file)));
        if (json.json()) {
            global.out().println(Json.of(json(trained)));
        } else if (!global.quiet()) {
            global.out().println(summary(trained));
        }
        if (trained.result().end() == TrainingResult.End.INTERRUPTED) {
            global.err()
                    .printf(
                            Locale.ROOT,
                            "%s: interrupted after step %d; 'timbrel train -o %s --resume' goes"
                                    + " on%n",
                            spec.qualifiedName(),
                            trained.result().steps(),
                            folder);
            global.err().flush();
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    private TrainSettings settings() throws IOException {
        TrainSettings settings = resume ? TrainJob.settingsOf(folder) : TrainSettings.DEFAULTS;
        if (config != null) {
            settings = settings.with(config);
        }
        try {
            Map<String, Object> given = options.given(data);
            Representation kind = representation(settings, given);
            given.put("representation", kind.toString());
            given.putAll(music.given(kind));
            if (from != null && resume) {
                throw new IllegalArgumentException(
                        "a resumed run knows what it goes on from: leave out --from");
            }
            String model = from != null ? from : settings.from();
            if (model != null) {
                requireLeftToTheModel(given);
                given.put("from", ModelFile.find(model, Installation.models()).toString());
            }
            if (features.given()) {
                requireSounds(kind);
                given.put("features", features.spec());
            }
            settings = settings.with(given);
            settings.check();
            requireOfTheHead(given, settings);
        } catch (IllegalArgumentException e) {
            throw usage(e);
        }
        if (config != null && settings.from() != null) {
            requireAsTheModelHas(settings);
        }
        boolean parts =
                Stream.of(settings.train(), settings.valid(), settings.test())
                        .anyMatch(part -> !part.isEmpty());
        if (settings.data().isEmpty() != parts) {
            throw new ParameterException(
                    spec.commandLine(),
                    parts
                            ? "DATA is divided here, --train and --valid are divided already: give"
                                    + " either"
                            : "name what to train on: DATA, or --train and --valid");
        }
        return settings;
    }

    private Representation representation(TrainSettings settings, Map<String, Object> given)
            throws IOException {
        boolean decided =
                resume
                        || (config != null
                                && TrainSettings.named(config).contains("representation"));
        Map<String, Object> files = new HashMap<>(given);
        files.keySet().retainAll(List.of("data", "train", "valid", "test"));
        return music.representation(settings.with(files), decided);
    }

    private static void requireSounds(Representation kind) {
        if (kind.isMusic()) {
            throw new IllegalArgumentException(
                    "what decides features is for sounds: it does not go with --representation "
                            + kind);
        }
    }

    /** What the model decides cannot be decided again. */
    private void requireLeftToTheModel(Map<String, Object> given) {
        List<String> decided =
                Stream.of(
                                "cell",
                                "layers",
                                "hidden",
                                "layerNorm",
                                "dropout",
                                "recurrentDropout",
                                "clusters",
                                "past",
                                "averages")
                        .filter(given::containsKey)
                        .map(TrainOptions::option)
                        .toList();
        if (!decided.isEmpty() || features.given()) {
            throw new IllegalArgumentException(
                    STAY
                            + "leave out "
                            + (decided.isEmpty()
                                    ? "what decides features"
                                    : String.join(", ", decided)));
        }
    }

    /** Nor can it by a file; one that says the same, as that of a run does, is no harm. */
    private void requireAsTheModelHas(TrainSettings settings) throws IOException {
        List<String> otherwise = settings.otherwiseThanModel(TrainSettings.named(config));
        if (!otherwise.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    STAY + "leave out %s in %s".formatted(String.join(", ", otherwise), config));
        }
    }

    /** What says nothing to this head is not taken in silence. */
    private static void requireOfTheHead(Map<String, Object> given, TrainSettings settings) {
        for (Map.Entry<String, List<String>> own : OF_HEADS.entrySet()) {
            List<String> others =
                    own.getValue().stream()
                            .filter(given::containsKey)
                            .map(TrainOptions::option)
                            .toList();
            if (!own.getKey().equals(settings.head()) && !others.isEmpty()) {
                throw new IllegalArgumentException(
                        "%s %s not go with --head %s: leave %s out, or take --head %s"
                                .formatted(
                                        String.join(", ", others),
                                        others.size() == 1 ? "does" : "do",
                                        settings.head(),
                                        others.size() == 1 ? "it" : "them",
                                        own.getKey()));
            }
        }
    }

    private ParameterException usage(IllegalArgumentException e) {
        return new ParameterException(
                spec.commandLine(), TrainOptions.inOptions(e.getMessage()), e);
    }

    private static String summary(Trained trained) {
        TrainingResult result = trained.result();
        String loss =
                Double.isNaN(result.testLoss())
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", %s of the %s part %.3f",
                                result.lossName().replace('_', ' '),
                                result.testPart(),
                                result.testLoss());
        if (!Double.isNaN(trained.lossByFrequency())) {
            loss +=
                    String.format(
                            Locale.ROOT,
                            "; held out %.3f, by frequency alone %.3f",
                            result.validationLoss(),
                            trained.lossByFrequency());
        }
        if (result.end() == TrainingResult.End.EARLY) {
            loss += "; stopped early: it got no better";
        }
        return String.format(
                Locale.ROOT,
                "%s: %d steps in %.1f s on %s, best at %d, %,d parameters%s",
                trained.folder(),
                result.steps(),
                result.seconds(),
                result.device(),
                result.bestStep(),
                result.parameters(),
                loss);
    }

    private static Map<String, Object> json(Trained trained) {
        return Map.of(
                "folder",
                trained.folder(),
                "result",
                trained.result(),
                "unusable",
                trained.unusable().stream().map(ErrorLine::of).toList(),
                "unheard",
                trained.unheard().stream().map(ErrorLine::of).toList());
    }
}
