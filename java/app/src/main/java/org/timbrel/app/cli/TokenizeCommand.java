// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.timbrel.app.Json;
import org.timbrel.app.TokenizeJob;
import org.timbrel.music.tokens.PerformanceSpec;
import org.timbrel.music.tokens.RemiSpec;
import org.timbrel.music.tokens.TokenizerSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel tokenize}. */
@Command(
        name = "tokenize",
        sortOptions = false,
        description = {
            "Turn a MIDI file into tokens.",
            "The JSON file holds the spec of the vocabulary and the tokens, which 'timbrel"
                    + " detokenize' turns back."
        })
final class TokenizeCommand implements Callable<Integer> {

    @Spec private CommandSpec command;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "IN.mid", description = "A MIDI file.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT.json",
            required = true,
            description = "JSON file to write.")
    private Path output;

    @Option(
            names = "--representation",
            paramLabel = "NAME",
            description =
                    "remi: bars, positions, pitches, velocities and durations (default)."
                            + " performance: keys going down and up in time, in steps of 10 ms.")
    private String representation;

    @Option(
            names = "--positions",
            paramLabel = "N",
            description = "Positions of a beat in remi, 1 to 96 (default: 8).")
    private Integer positions;

    @Option(
            names = "--velocities",
            paramLabel = "N",
            description = "Velocities that are told apart, up to 64; 0: none (default: 32).")
    private Integer velocities;

    @Option(
            names = "--tempos",
            description = "Tokens for changes of tempo in remi; without, a piece has one tempo.")
    private boolean tempos;

    @Option(
            names = "--spec",
            paramLabel = "FILE",
            description =
                    "The vocabulary of a file that tokenize wrote, instead of one that fits the"
                            + " piece's metres, instruments and tempo.")
    private Path spec;

    @Option(names = "--names", description = "Write what each token is called, too.")
    private boolean names;

    @Override
    public Integer call() throws IOException {
        NamedOutput.require(command, input, output, ".json");
        TokenizerSpec wanted = spec == null ? ownSpec() : specOfFile();
        TokenizeJob.Tokenized done =
                new TokenizeJob(wanted, spec == null, names, force.force()).run(input, output);
        if (json.json()) {
            global.out().println(Json.of(done));
        } else if (!global.quiet()) {
            global.out()
                    .printf(
                            Locale.ROOT,
                            "%s: %d tokens of %d, %s, from %d notes%n",
                            done.output(),
                            done.tokens(),
                            done.vocabulary(),
                            done.representation(),
                            done.notes());
        }
        if (done.leftOut() > 0) {
            global.warn(
                    "%s: %d of %d notes are left out: no token names their key or instrument"
                            .formatted(input, done.leftOut(), done.notes()));
        }
        return ExitCode.OK;
    }

    private TokenizerSpec specOfFile() throws IOException {
        if (representation != null || positions != null || velocities != null || tempos) {
            throw new ParameterException(
                    command.commandLine(),
                    "--spec says all of the vocabulary: leave out --representation, --positions,"
                            + " --velocities and --tempos");
        }
        return TokenizeJob.specOf(spec);
    }

    private TokenizerSpec ownSpec() {
        String name = representation == null ? RemiSpec.REPRESENTATION : representation;
        try {
            TokenizerSpec named = TokenizerSpec.named(name);
            if (named instanceof RemiSpec remi) {
                remi = positions == null ? remi : remi.withPositionsPerBeat(positions);
                remi = velocities == null ? remi : remi.withVelocities(velocities);
                return remi.withTempos(tempos);
            }
            if (positions != null || tempos) {
                throw new ParameterException(
                        command.commandLine(), "--positions and --tempos are of remi only");
            }
            return velocities == null
                    ? named
                    : ((PerformanceSpec) named).withVelocities(velocities);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
