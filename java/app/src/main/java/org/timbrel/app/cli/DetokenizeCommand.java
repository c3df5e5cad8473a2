// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.timbrel.app.DetokenizeJob;
import org.timbrel.app.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel detokenize}. */
@Command(
        name = "detokenize",
        sortOptions = false,
        description = "Turn tokens that tokenize wrote into a MIDI file.")
final class DetokenizeCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "IN.json", description = "A file with a spec and tokens.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.mid",
            required = true,
            description = "MIDI file to write.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        NamedOutput.require(command, input, output, ".mid");
        DetokenizeJob.Detokenized done = new DetokenizeJob(force.force()).run(input, output);
        if (json.json()) {
            global.out().println(Json.of(done));
        } else if (!global.quiet()) {
            global.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %d notes, %.3f s, from %d tokens%n",
                            done.output(),
                            done.notes(),
                            done.seconds(),
                            done.tokens());
        }
        return ExitCode.OK;
    }
}
