// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The check of an output that can only be of one kind. */
final class MusicOutput {

    private MusicOutput() {}

    /**
     * Refuses another ending, and the input itself, which --force would destroy.
     *
     * @throws ParameterException if {@code output} is either
     */
    static void require(CommandSpec command, Path input, Path output, String ending)
            throws IOException {
        if (!output.toString().toLowerCase(Locale.ROOT).endsWith(ending)) {
            throw new ParameterException(
                    command.commandLine(), "-o " + output + " does not end in " + ending);
        }
        if (Files.exists(output) && Files.exists(input) && Files.isSameFile(input, output)) {
            throw new ParameterException(
                    command.commandLine(), "-o " + output + " is the input itself");
        }
    }
}
