// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.FrameCurves;
import org.timbrel.app.GenerateJob;
import org.timbrel.app.GenerateJob.Generated;
import org.timbrel.app.JobReport;
import org.timbrel.app.Json;
import org.timbrel.app.ModelFile;
import org.timbrel.app.MusicGenerateJob;
import org.timbrel.app.music.MusicModel;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel generate}. */
@Command(
        name = "generate",
        sortOptions = false,
        description = {
            "Make new sound, or new music, with a trained network.",
            "Frames are rendered and written as they are made, in memory that does not grow."
                    + " Ctrl-C ends the files where they are.",
            "A model of MIDI files makes pieces in which no note hangs: one ends when it is as long"
                    + " as was asked for or when the network ends it, whichever comes first."
        })
final class GenerateCommand implements Callable<Integer> {

    private static final int MAX_COUNT = 1000;

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private SeedOption seed;
    @Mixin private VocoderOption vocoder;
    @Mixin private JsonOption json;

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "A checkpoint, a run folder (its best checkpoint), or the name of a shipped"
                            + " model: rain, fire.")
    private String model;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description =
                    "File to write: .wav (16 bits, mono), or .npz for the frames; by a model of"
                            + " MIDI files .mid, or .wav to hear it. With --count, OUT-1.wav and"
                            + " on.")
    private Path output;

    @ArgGroup private Length length;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many, all at once, each another (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--condition",
            paramLabel = "SOUND",
            description = {
                "Which of the model's sounds is heard: rain, or rain=0.3,fire=0.7 for something"
                        + " between. To move from one to the next give it several times, each"
                        + " behind its time in seconds: 5:rain and 15:fire (default: the first"
                        + " sound; 'timbrel info MODEL' lists them).",
                "Of a model of MIDI files, what it is told: density=4 (notes a second),"
                        + " histogram=C+E+G, style=folk, joined by commas; over time likewise,"
                        + " 0:density=2 and 30:density=8 (default: what was usual in training)."
            })
    private List<String> conditions = List.of();

    @Option(
            names = "--loudness",
            paramLabel = "DB",
            defaultValue = "0",
            description =
                    "dB louder, -60..24; over time as SECONDS:DB,SECONDS:DB,..., straight between"
                            + " (default: ${DEFAULT-VALUE}).")
    private String loudness;

    @Option(
            names = "--brightness",
            paramLabel = "DB",
            defaultValue = "0",
            description =
                    "dB an octave, -12..12, that rise or fall around 1 kHz; over time likewise"
                            + " (default: ${DEFAULT-VALUE}).")
    private String brightness;

    @Option(
            names = "--primer",
            paramLabel = "FILE",
            description = "A sound, feature file or MIDI file to go on from.")
    private Path primer;

    @Option(
            names = "--primer-seconds",
            paramLabel = "S",
            defaultValue = "5",
            description =
                    "How much of the primer's beginning is listened to; what is new begins where it"
                            + " ends (default: ${DEFAULT-VALUE}).")
    private double primerSeconds;

    @Option(
            names = "--keep-primer",
            description =
                    "Let OUT begin with that beginning, rendered as what is new is; of MIDI files"
                            + " note by note as it was.")
    private boolean keepPrimer;

    @Mixin private SamplingOptions sampling;
    @Mixin private ComputeOptions compute;

    /** One of two ways to say how much. */
    private static final class Length {

        @Option(
                names = "--seconds",
                paramLabel = "S",
                description = "Duration of each, in seconds (default: 10, of music 30 at most).")
        private Double seconds;

        @Option(
                names = "--steps",
                paramLabel = "N",
                description = "Steps of the network instead: frames or tokens.")
        private Long steps;
    }

    @Override
    public Integer call() throws IOException {
        requireRanges();
        Path file = ModelFile.find(model, Installation.models());
        if (MusicModel.isIn(file)) {
            return compose(file);
        }
        GenerateJob.Settings settings = settings();
        JobReport<Generated> report;
        try {
            report =
                    new GenerateJob(file, settings)
                            .run(outputs(List.of(".wav", ".npz")), global.progress());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (json.json()) {
            global.out().println(Json.of(report.done()));
        } else if (!global.quiet()) {
            report.done()
                    .forEach(
                            done ->
                                    global.out()
                                            .printf(
                                                    Locale.ROOT,
                                                    "%s: %.3f s%n",
                                                    done.output(),
                                                    done.seconds()));
        }
        report.done().forEach(this::warnOfLimiting);
        return global.status(FailureList.of(report, FailureList.Interrupted.WITHIN_FILES));
    }

    /** A peak now and then is nobody's concern; a sound that is squeezed is. */
    private void warnOfLimiting(GenerateJob.Generated done) {
        double percent = 100 * done.limitedSeconds() / done.seconds();
        if (percent >= 1) {
            global.warn(
                    String.format(
                            Locale.ROOT,
                            "%s: %.0f %% of it is turned down to stay below full scale: lower"
                                    + " --loudness",
                            done.output(),
                            percent));
        }
    }

    private int compose(Path file) throws IOException {
        requireMusic();
        MusicGenerateJob.Settings defaults = MusicGenerateJob.Settings.DEFAULTS;
        MusicGenerateJob.Settings settings =
                new MusicGenerateJob.Settings(
                        length == null ? defaults.seconds() : seconds(),
                        steps(),
                        primer(),
                        sampling.sampling(),
                        conditions,
                        seed.seed(),
                        compute(),
                        force.force());
        JobReport<MusicGenerateJob.Generated> report;
        try {
            report =
                    new MusicGenerateJob(file, settings)
                            .run(outputs(List.of(".mid", ".wav")), global.progress());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        if (json.json()) {
            global.out().println(Json.of(report.done()));
        } else if (!global.quiet()) {
            report.done().forEach(this::print);
        }
        return global.status(FailureList.of(report, FailureList.Interrupted.WITHIN_FILES));
    }

    private void print(MusicGenerateJob.Generated piece) {
        global.out()
                .printf(
                        Locale.ROOT,
                        "%s: %.3f s, %d notes, %d steps; %s%n",
                        piece.output(),
                        piece.seconds(),
                        piece.notes(),
                        piece.steps(),
                        switch (piece.ending()) {
                            case "end_token" -> "the network ended it";
                            case "frames" -> "ended: its time stood still";
                            default -> "as long as was asked for";
                        });
    }

    /** What is for sounds alone is not taken in silence. */
    private void requireMusic() {
        require(
                loudness.equals("0") && brightness.equals("0"),
                "--loudness and --brightness are for sounds: this model makes music");
        require(
                !spec.commandLine().getParseResult().hasMatchedOption("--vocoder")
                        && !spec.commandLine().getParseResult().hasMatchedOption("--corpus"),
                "--vocoder and --corpus are for sounds: this model makes music");
    }

    private double seconds() {
        if (length == null) {
            return GenerateJob.Settings.DEFAULTS.seconds();
        }
        return length.seconds == null ? 0 : length.seconds;
    }

    private long steps() {
        return length == null || length.steps == null ? 0 : length.steps;
    }

    private GenerateJob.Primer primer() {
        return primer == null ? null : new GenerateJob.Primer(primer, primerSeconds, keepPrimer);
    }

    private void requireRanges() {
        double seconds = seconds();
        long steps = steps();
        require(
                steps > 0 || (seconds > 0 && seconds <= 360_000),
                length != null && length.steps != null
                        ? "--steps " + steps + " is below 1"
                        : "--seconds " + seconds + " is outside 0..360000 (100 hours)");
        require(
                count >= 1 && count <= MAX_COUNT,
                "--count " + count + " is outside 1.." + MAX_COUNT);
        require(primerSeconds > 0, "--primer-seconds " + primerSeconds + " is not above 0");
        require(primer != null || !keepPrimer, "--keep-primer needs --primer");
        try {
            sampling.sampling();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private GenerateJob.Settings settings() {
        require(
                !sampling.choosesTokens(),
                "--top-k and --top-p are for models of MIDI files: this model makes sounds");
        return new GenerateJob.Settings(
                seconds(),
                steps(),
                primer(),
                sampling.temperature(),
                conditions,
                curves(),
                seed.seed(),
                vocoder.request(global),
                compute(),
                force.force());
    }

    private FrameCurves curves() {
        try {
            return FrameCurves.parse(loudness, brightness);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private ComputeSettings compute() {
        try {
            return compute.settings();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), TrainOptions.inOptions(e.getMessage()), e);
        }
    }

    private void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private List<Path> outputs(List<String> endings) {
        String name = output.getFileName().toString();
        require(
                endings.stream().anyMatch(name::endsWith),
                "-o %s: this model makes files that end in %s"
                        .formatted(output, String.join(" or ", endings)));
        if (count == 1) {
            return List.of(output);
        }
        int dot = name.lastIndexOf('.');
        return IntStream.rangeClosed(1, count)
                .mapToObj(
                        k ->
                                output.resolveSibling(
                                        name.substring(0, dot) + "-" + k + name.substring(dot)))
                .toList();
    }
}
