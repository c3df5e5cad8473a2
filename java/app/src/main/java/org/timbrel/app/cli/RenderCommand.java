// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.timbrel.app.Json;
import org.timbrel.app.RenderJob;
import org.timbrel.app.ScoreRenderJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel render}. */
@Command(
        name = "render",
        sortOptions = false,
        description = "Turn a feature file or a MIDI file into a sound.")
final class RenderCommand implements Callable<Integer> {

    private static final String[] FEATURE_OPTIONS = {"--vocoder", "--corpus", "--seed"};

    @Spec private CommandSpec command;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private SeedOption seed;
    @Mixin private VocoderOption vocoder;
    @Mixin private JsonOption json;

    @Parameters(
            paramLabel = "IN",
            description = "An .npz that extract or generate wrote, or a MIDI file.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "WAV file to write: 16 bits, mono, features at their own rate.")
    private Path output;

    @Mixin private ScoreSoundOptions score;

    @Override
    public Integer call() throws IOException {
        WavOutput.require(command, input, output);
        if (ScoreRenderJob.takes(input)) {
            refuse("a MIDI file has no use for", FEATURE_OPTIONS);
            return renderScore();
        }
        refuse("features have no use for", ScoreSoundOptions.NAMES);
        return renderFeatures();
    }

    private void refuse(String reason, String[] names) {
        for (String name : names) {
            if (command.commandLine().getParseResult().hasMatchedOption(name)) {
                throw new ParameterException(command.commandLine(), reason + " " + name);
            }
        }
    }

    private int renderScore() throws IOException {
        ScoreRenderJob.Played played =
                score.job(force.force()).run(input, output, global.progress());
        if (json.json()) {
            global.out().println(Json.of(played));
        } else if (!global.quiet()) {
            global.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %.3f s, %d notes by the %s, %.1f dB%n",
                            played.output(),
                            played.seconds(),
                            played.notes(),
                            played.soundfontSha256() == null
                                    ? "built-in synthesizer"
                                    : "soundfont with SHA-256 " + played.soundfontSha256(),
                            played.rmsDbfs());
        }
        global.warnOfClipping(played.output(), played.clipped());
        return status(played.interrupted());
    }

    private int renderFeatures() throws IOException {
        RenderJob.Rendered rendered =
                new RenderJob(vocoder.request(global), seed.seed(), force.force())
                        .run(input, output, global.progress());
        if (json.json()) {
            global.out().println(Json.of(rendered));
        } else if (!global.quiet()) {
            global.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %.3f s by the %s vocoder%n",
                            rendered.output(),
                            rendered.seconds(),
                            rendered.vocoder());
        }
        global.warnOfClipping(rendered.output(), rendered.clipped());
        return status(rendered.interrupted());
    }

    private int status(boolean interrupted) {
        return interrupted
                ? global.status(new FailureList(List.of(), 1, FailureList.Interrupted.WITHIN_FILES))
                : ExitCode.OK;
    }
}
