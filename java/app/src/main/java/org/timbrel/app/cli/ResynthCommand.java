// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.timbrel.app.Json;
import org.timbrel.app.ResynthJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel resynth}. */
@Command(
        name = "resynth",
        sortOptions = false,
        description = {
            "Copy a sound through its features: extract, render, compare.",
            "What the copy lacks, the features or the vocoder have lost."
        })
final class ResynthCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private SeedOption seed;
    @Mixin private VocoderOption vocoder;
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "IN", description = "A sound.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "WAV file to write: 16 bits, mono, at the profile's rate.")
    private Path output;

    @Mixin private FeatureOptions features;

    @Override
    public Integer call() throws IOException {
        WavOutput.require(command, input, output);
        ResynthJob.Copy copy =
                new ResynthJob(features.spec(), vocoder.request(global), seed.seed(), force.force())
                        .run(input, output, global.progress());
        if (json.json()) {
            global.out().println(Json.of(copy));
        } else if (!global.quiet()) {
            global.out().println(copy.output() + ": by the " + copy.vocoder() + " vocoder");
            ComparisonLines.print(copy.comparison(), global.out());
        }
        global.warnOfClipping(copy.output(), copy.clipped());
        return ExitCode.OK;
    }
}
