// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.timbrel.app.RenderJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel render}. */
@Command(name = "render", sortOptions = false, description = "Turn a feature file into a sound.")
final class RenderCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private SeedOption seed;
    @Mixin private VocoderOption vocoder;
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "IN", description = "An .npz that extract or generate wrote.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "WAV file to write: 16 bits, mono, at the features' rate.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        WavOutput.require(command, input, output);
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
        if (rendered.interrupted()) {
            return global.status(
                    new FailureList(List.of(), 1, FailureList.Interrupted.WITHIN_FILES));
        }
        return ExitCode.OK;
    }
}
