// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What {@code train} can be told of {@link org.timbrel.app.TrainSettings}: what is not given stays
 * as the run, the file or the defaults have it.
 */
final class TrainOptions {

    /** The settings that options have, to say their names in errors. */
    private static final String[][] OPTION_OF_FIELD = {
        {"cell", "--cell"},
        {"layers", "--layers"},
        {"hiddenSize", "--hidden"},
        {"hidden", "--hidden"},
        {"head", "--head"},
        {"components", "--mixtures"},
        {"mixtures", "--mixtures"},
        {"dropout", "--dropout"},
        {"recurrentDropout", "--recurrent-dropout"},
        {"layerNorm", "--layer-norm"},
        {"framesPerStep", "--frames-per-step"},
        {"clusters", "--clusters"},
        {"runLength", "--run-length"},
        {"past", "--past"},
        {"averages", "--averages"},
        {"shifts", "--shifts"},
        {"inputNoise", "--input-noise"},
        {"unscoredSteps", "--unscored"},
        {"previews", "--previews"},
        {"split", "--split"},
        {"precision", "--precision"},
        {"threads", "--threads"},
        {"optimizer", "--optimizer"},
        {"learningRate", "--learning-rate"},
        {"schedule", "--schedule"},
        {"steps", "--steps"},
        {"epochs", "--epochs"},
        {"maxSeconds", "--max-seconds"},
        {"batch", "--batch"},
        {"sequenceLength", "--sequence-length"},
        {"clip", "--clip"},
        {"weightDecay", "--weight-decay"},
        {"patience", "--patience"},
        {"validateEvery", "--validate-every"},
        {"representation", "--representation"},
        {"grid", "--grid"},
        {"embeddingSize", "--embedding"},
        {"embedding", "--embedding"},
        {"transpose", "--transpose"},
        {"stretch", "--stretch"},
        {"conditions", "--conditions"}
    };

    @Option(
            names = "--train",
            paramLabel = "IN",
            description =
                    "Sounds, feature files, MIDI files or a folder to train on, instead of DATA;"
                            + " --valid is needed too. Can be given several times.")
    private List<Path> train;

    @Option(
            names = "--valid",
            paramLabel = "IN",
            description = "Likewise, to choose the best checkpoint by.")
    private List<Path> valid;

    @Option(
            names = "--test",
            paramLabel = "IN",
            description = "Likewise, to judge it by (default: what --valid has).")
    private List<Path> test;

    @Option(
            names = "--split",
            paramLabel = "BY",
            description =
                    "How DATA is divided into 80 %% to train, 10 %% to validate, 10 %% to test:"
                            + " file, time (the end of every file is held out), or auto (default):"
                            + " time with head bank, else file from 10 files on; of MIDI files"
                            + " always file.")
    private String split;

    @Option(
            names = "--cell",
            paramLabel = "NAME",
            description = "Cells of the recurrent layers: lstm (default), gru or rnn.")
    private String cell;

    @Option(names = "--layers", paramLabel = "N", description = "Recurrent layers (default: 1).")
    private Integer layers;

    @Option(names = "--hidden", paramLabel = "N", description = "Units a layer (default: 128).")
    private Integer hidden;

    @Option(
            names = "--head",
            paramLabel = "NAME",
            description =
                    "What predicts: bank, which of a texture's recorded innovations come next over"
                            + " a linear part (default); mdn, a mixture density of frames (default with"
                            + " pitch); or mse, the next frame alone. Of MIDI files categorical for"
                            + " tokens, bernoulli for piano rolls.")
    private String head;

    @Option(
            names = "--clusters",
            paramLabel = "N",
            description =
                    "Clusters of innovations that head bank chooses from, up to 512 (default:"
                            + " 64).")
    private Integer clusters;

    @Option(
            names = "--run-length",
            paramLabel = "N",
            description =
                    "Innovations that head bank lets follow each other as recorded, on average."
                            + " Longer runs begin to copy (default: as long as what is made stays"
                            + " as new as real sound).")
    private Double runLength;

    @Option(
            names = "--past",
            paramLabel = "N",
            description =
                    "Frames that the linear part of head bank looks back at, up to 16 (default:"
                            + " 4).")
    private Integer past;

    @Option(
            names = "--averages",
            paramLabel = "N,...",
            split = ",",
            description =
                    "Time constants of its slow averages, in frames; 0 alone is none (default:"
                            + " 16,64,256).")
    private List<Float> averages;

    @Option(
            names = "--shifts",
            paramLabel = "N",
            description =
                    "Head bank reads every sound so many times, each time a part of a hop later"
                            + " (default: 4).")
    private Integer shifts;

    @Option(
            names = "--mixtures",
            paramLabel = "N",
            description = "Components of the mixture density (default: 8).")
    private Integer mixtures;

    @Option(
            names = "--frames-per-step",
            paramLabel = "N",
            description = "Frames that the network takes and makes at once (default: 1).")
    private Integer framesPerStep;

    @Option(
            names = "--dropout",
            paramLabel = "P",
            description =
                    "Probability of dropping a layer's output in training (default: 0.3 with"
                            + " head bank, else 0).")
    private Double dropout;

    @Option(
            names = "--recurrent-dropout",
            paramLabel = "P",
            description =
                    "Likewise, of what a layer hands from step to step; the same units at every"
                            + " step of a sequence (default: 0).")
    private Double recurrentDropout;

    @Option(
            names = "--layer-norm",
            description = "Normalise the sums of every recurrent layer (default: no).")
    private Boolean layerNorm;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "adam (default, decoupled decay) or sgd (momentum 0.9).")
    private String optimizer;

    @Option(
            names = "--learning-rate",
            paramLabel = "R",
            description = "The highest of the run (default: 0.002).")
    private Double learningRate;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "constant, cosine or one-cycle (default; with --max-seconds alone, constant).")
    private String schedule;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Steps to train (default: 300 with head bank, else 600, unless another end"
                            + " is given).")
    private Long steps;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "End after so many passes over the training part.")
    private Integer epochs;

    @Option(
            names = "--max-seconds",
            paramLabel = "S",
            description = "End after so many seconds of training.")
    private Double maxSeconds;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Sequences side by side (default: 16).")
    private Integer batch;

    @Option(
            names = "--sequence-length",
            paramLabel = "N",
            description = "Steps through which gradients flow (default: 200).")
    private Integer sequenceLength;

    @Option(
            names = "--unscored",
            paramLabel = "N",
            description =
                    "Steps at the beginning of a sequence that only warm it up (default: 10 with"
                            + " head bank, else 0).")
    private Integer unscored;

    @Option(
            names = "--input-noise",
            paramLabel = "D",
            description =
                    "Noise on what goes in, so that generation bears its own errors, in deviations"
                            + " of the data (default: 0.1 with head bank, else 0).")
    private Double inputNoise;

    @Option(
            names = "--clip",
            paramLabel = "NORM",
            description = "Gradients are shortened to this norm; 0 is never (default: 1).")
    private Double clip;

    @Option(
            names = "--weight-decay",
            paramLabel = "D",
            description = "Decoupled weight decay (default: 0.0001).")
    private Double weightDecay;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description =
                    "End after so many validations without a better one; 0 is never (default: 10"
                            + " with head bank, else 0).")
    private Integer patience;

    @Option(
            names = "--validate-every",
            paramLabel = "N",
            description =
                    "Steps between validations; 0 is once an epoch (default: 10 with head bank,"
                            + " else 0).")
    private Integer validateEvery;

    @Option(
            names = "--previews",
            paramLabel = "N",
            description =
                    "Sounds of 5 s to write on the way, preview-STEP.wav, from the best weights so"
                            + " far; of MIDI files preview-STEP.mid; 0 is none (default: 4).")
    private Integer previews;

    @Mixin private ComputeOptions compute;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of everything random: the same seed and steps give the same bytes on the"
                            + " same device (default: 1).")
    private Long seed;

    /** What was given, by the settings' names. */
    Map<String, Object> given(List<Path> data) {
        Map<String, Object> given = new HashMap<>();
        if (data != null || train != null || valid != null || test != null) {
            putPaths(given, "data", data);
            putPaths(given, "train", train);
            putPaths(given, "valid", valid);
            putPaths(given, "test", test);
        }
        put(given, "split", split);
        put(given, "cell", cell);
        put(given, "layers", layers);
        put(given, "hidden", hidden);
        put(given, "head", head);
        put(given, "mixtures", mixtures);
        put(given, "clusters", clusters);
        put(given, "runLength", runLength);
        put(given, "past", past);
        if (averages != null) {
            given.put("averages", averages.equals(List.of(0f)) ? List.of() : averages);
        }
        put(given, "shifts", shifts);
        put(given, "framesPerStep", framesPerStep);
        put(given, "dropout", dropout);
        put(given, "recurrentDropout", recurrentDropout);
        put(given, "layerNorm", layerNorm);
        put(given, "optimizer", optimizer);
        put(given, "learningRate", learningRate);
        put(given, "schedule", schedule);
        if (steps != null || epochs != null || maxSeconds != null) {
            given.put("steps", steps == null ? 0L : steps);
            given.put("epochs", epochs == null ? 0 : epochs);
            given.put("maxSeconds", maxSeconds == null ? 0.0 : maxSeconds);
            if (steps == null && epochs == null && schedule == null) {
                given.put("schedule", "constant");
            }
        }
        put(given, "batch", batch);
        put(given, "sequenceLength", sequenceLength);
        put(given, "unscored", unscored);
        put(given, "inputNoise", inputNoise);
        put(given, "clip", clip);
        put(given, "weightDecay", weightDecay);
        put(given, "patience", patience);
        put(given, "validateEvery", validateEvery);
        put(given, "previews", previews);
        given.putAll(compute.given());
        put(given, "seed", seed);
        return given;
    }

    private static void put(Map<String, Object> given, String name, Object value) {
        if (value != null) {
            given.put(name, value);
        }
    }

    private static void putPaths(Map<String, Object> given, String name, List<Path> paths) {
        given.put(name, paths == null ? List.of() : paths.stream().map(Path::toString).toList());
    }

    /** The option that gives a field. */
    static String option(String field) {
        return Arrays.stream(OPTION_OF_FIELD)
                .filter(name -> name[0].equals(field))
                .map(name -> name[1])
                .findFirst()
                .orElseThrow();
    }

    /**
     * A refusal, its fields called as the options are. Fields that are words are looked for only
     * where the refusal is of a setting, which it begins with: files are called "steps" too.
     */
    static String inOptions(String message) {
        boolean ofSetting =
                Arrays.stream(OPTION_OF_FIELD).anyMatch(name -> message.startsWith(name[0] + " "));
        String text = message;
        for (String[] name : OPTION_OF_FIELD) {
            if (ofSetting || !name[0].equals(name[0].toLowerCase(Locale.ROOT))) {
                text = text.replaceAll("(?<![-\\w])" + name[0] + "\\b", name[1]);
            }
        }
        return text;
    }
}
