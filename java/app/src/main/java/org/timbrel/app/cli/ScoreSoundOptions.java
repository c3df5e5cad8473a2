// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import org.timbrel.app.ScoreRenderJob;
import org.timbrel.music.synth.SynthesizerLimits;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a MIDI file becomes sound. */
final class ScoreSoundOptions {

    /** The names of all of them. */
    static final String[] NAMES = {"--soundfont", "--sample-rate", "--tail-seconds"};

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--soundfont",
            paramLabel = "FILE.sf2",
            description =
                    "MIDI only: play with this soundfont's instruments (default: the built-in"
                            + " ones, which give the same bits everywhere).")
    private Path soundfont;

    @Option(
            names = "--sample-rate",
            paramLabel = "HZ",
            defaultValue = "" + ScoreRenderJob.DEFAULT_RATE_HZ,
            description = "MIDI only: rate of the sound, 8000..192000 (default: ${DEFAULT-VALUE}).")
    private int sampleRateHz;

    @Option(
            names = "--tail-seconds",
            paramLabel = "S",
            defaultValue = "" + ScoreRenderJob.DEFAULT_TAIL_SECONDS,
            description =
                    "MIDI only: seconds after the last note for what rings on, 0..60 (default:"
                            + " ${DEFAULT-VALUE}).")
    private double tailSeconds;

    /** What they ask for. */
    ScoreRenderJob job(boolean force) {
        if (sampleRateHz < SynthesizerLimits.MIN_RATE_HZ
                || sampleRateHz > SynthesizerLimits.MAX_RATE_HZ) {
            throw wrong(
                    "--sample-rate %d is outside %d..%d"
                            .formatted(
                                    sampleRateHz,
                                    SynthesizerLimits.MIN_RATE_HZ,
                                    SynthesizerLimits.MAX_RATE_HZ));
        }
        // Written so that NaN is refused too.
        if (!(tailSeconds >= 0 && tailSeconds <= SynthesizerLimits.MAX_TAIL_SECONDS)) {
            throw wrong(
                    "--tail-seconds %s is outside 0..%.0f"
                            .formatted(tailSeconds, SynthesizerLimits.MAX_TAIL_SECONDS));
        }
        return new ScoreRenderJob(soundfont, sampleRateHz, tailSeconds, force);
    }

    private ParameterException wrong(String line) {
        return new ParameterException(command.commandLine(), line);
    }
}
