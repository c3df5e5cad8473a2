// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
        {"head", "--head"},
        {"components", "--mixtures"},
        {"dropout", "--dropout"},
        {"recurrentDropout", "--recurrent-dropout"},
        {"layerNorm", "--layer-norm"},
        {"framesPerStep", "--frames-per-step"},
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
        {"validateEvery", "--validate-every"}
    };

    @Option(
            names = "--train",
            paramLabel = "IN",
            description =
                    "Sounds, feature files or a folder to train on, instead of DATA; --valid is"
                            + " needed too. Can be given several times.")
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
                            + " file from 10 files on.")
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
                    "What predicts: mdn, a mixture density to draw from (default), or mse, the next"
                            + " frame alone.")
    private String head;

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
            description = "Probability of dropping a layer's output in training (default: 0).")
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
            description = "Steps to train (default: 600, unless another end is given).")
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
                    "End after so many validations without a better one; 0 is never (default).")
    private Integer patience;

    @Option(
            names = "--validate-every",
            paramLabel = "N",
            description =
                    "Steps between validations, each with a checkpoint; 0 is once an epoch"
                            + " (default).")
    private Integer validateEvery;

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
        put(given, "clip", clip);
        put(given, "weightDecay", weightDecay);
        put(given, "patience", patience);
        put(given, "validateEvery", validateEvery);
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

    /** A refusal, its fields called as the options are. */
    static String inOptions(String message) {
        String text = message;
        for (String[] name : OPTION_OF_FIELD) {
            text = text.replaceAll("(?<![-\\w])" + name[0] + "\\b", name[1]);
        }
        return text;
    }
}
