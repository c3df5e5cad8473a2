// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
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
            names = "--vocoder",
            paramLabel = "NAME",
            defaultValue = AUTO,
            completionCandidates = Labels.class,
            description =
                    "How frames become sound: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE},"
                            + " which is noise for the texture profile and phase for others).")
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

    /** Null: what suits the features. */
    VocoderType type() {
        return type;
    }

    static final class Labels extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Labels() {
            add(AUTO);
            Arrays.stream(VocoderType.values()).map(VocoderType::label).forEach(this::add);
        }
    }
}
