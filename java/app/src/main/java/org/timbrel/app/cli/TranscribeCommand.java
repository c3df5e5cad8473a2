// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.timbrel.app.Json;
import org.timbrel.app.TranscribeJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel transcribe}. */
@Command(
        name = "transcribe",
        sortOptions = false,
        description = {
            "Write down the notes of a sound with one voice as a MIDI file.",
            "Hum a primer for generate, or whistle it, or play it on an instrument."
        })
final class TranscribeCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "IN", description = "A sound.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description = "MIDI file to write.")
    private Path output;

    @Option(
            names = "--bpm",
            paramLabel = "N",
            defaultValue = "120",
            description =
                    "Tempo that the file tells, in quarters a minute (default: ${DEFAULT-VALUE}); the"
                            + " notes stay where they were heard.")
    private double quartersPerMinute;

    @Option(
            names = "--program",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Instrument of General MIDI that plays them, 0..127 (default:"
                            + " ${DEFAULT-VALUE}, a piano).")
    private int program;

    @Override
    public Integer call() throws IOException {
        require();
        TranscribeJob.Transcribed heard =
                new TranscribeJob(quartersPerMinute, program, force.force())
                        .run(input, output, global.progress());
        if (json.json()) {
            global.out().println(Json.of(heard));
        } else if (!global.quiet()) {
            global.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %d notes in %.1f s, keys %d to %d, tuned %+.0f cents%n",
                            heard.output(),
                            heard.notes(),
                            heard.seconds(),
                            heard.lowest(),
                            heard.highest(),
                            heard.tuningCents());
        }
        return ExitCode.OK;
    }

    private void require() throws IOException {
        // Written so that NaN is refused too.
        if (!(quartersPerMinute >= TranscribeJob.MIN_BPM
                && quartersPerMinute <= TranscribeJob.MAX_BPM)) {
            throw wrong(
                    String.format(
                            Locale.ROOT,
                            "--bpm %s is outside %.0f..%.0f",
                            quartersPerMinute,
                            TranscribeJob.MIN_BPM,
                            TranscribeJob.MAX_BPM));
        }
        if (program < 0 || program > 127) {
            throw wrong("--program " + program + " is outside 0..127");
        }
        NamedOutput.require(command, input, output, ".mid", ".midi");
    }

    private ParameterException wrong(String line) {
        return new ParameterException(command.commandLine(), line);
    }
}
