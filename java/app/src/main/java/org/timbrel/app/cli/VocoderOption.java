// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import org.timbrel.app.VocoderRequest;
import org.timbrel.audio.vocoder.VocoderType;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** For commands that turn frames into sound. */
final class VocoderOption {

    private static final String AUTO = "auto";

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private VocoderType type;

    @Option(
            names = "--corpus",
            paramLabel = "FILE|DIR",
            description =
                    "The sound, or folder of sounds, that --vocoder mosaic takes its grains from;"
                            + " with auto, mosaic is what suits it.")
    private Path corpus;

    @Option(
            names = "--vocoder",
            paramLabel = "NAME",
            defaultValue = AUTO,
            completionCandidates = Labels.class,
            description =
                    "How frames become sound: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE},"
                            + " which chooses by what the features hold).")
    void setType(String label) {
        if (label.equalsIgnoreCase(AUTO)) {
            type = null;
            return;
        }
        try {
            type = VocoderType.named(label);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--vocoder: " + e.getMessage(), e);
        }
    }

    /** What was asked for; files of a corpus that cannot be read are warned of. */
    VocoderRequest request(GlobalOptions global) {
        VocoderType chosen = type == null && corpus != null ? VocoderType.MOSAIC : type;
        boolean needed = chosen != null && chosen.needsCorpus();
        if (needed && corpus == null) {
            throw new ParameterException(
                    command.commandLine(),
                    chosen.label() + " needs --corpus: the sound to take grains from");
        }
        if (!needed && corpus != null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--corpus is for --vocoder mosaic, not " + chosen.label());
        }
        return new VocoderRequest(
                chosen, corpus, skipped -> global.warn(ErrorLine.of(skipped) + "; left out"));
    }

    static final class Labels extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Labels() {
            add(AUTO);
            Arrays.stream(VocoderType.values()).map(VocoderType::label).forEach(this::add);
        }
    }
}
