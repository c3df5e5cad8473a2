// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The check of an output that can only be a WAV file. */
final class WavOutput {

    private WavOutput() {}

    /**
     * Refuses another ending, and the input itself, which --force would destroy.
     *
     * @throws ParameterException if {@code output} is either
     */
    static void require(CommandSpec command, Path input, Path output) throws IOException {
        NamedOutput.require(command, input, output, ".wav");
    }
}
