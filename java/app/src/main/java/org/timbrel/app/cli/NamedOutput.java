// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The check of an output that can only be a file of one kind. */
final class NamedOutput {

    private NamedOutput() {}

    /**
     * Refuses other endings, and the input itself, which --force would destroy.
     *
     * @param endings of which the name has one, dots included; the first is proposed
     * @throws ParameterException if {@code output} is either
     */
    static void require(CommandSpec command, Path input, Path output, String... endings)
            throws IOException {
        String name = output.toString().toLowerCase(Locale.ROOT);
        if (Arrays.stream(endings).noneMatch(name::endsWith)) {
            throw new ParameterException(
                    command.commandLine(), "-o " + output + " does not end in " + endings[0]);
        }
        if (Files.exists(output) && Files.exists(input) && Files.isSameFile(input, output)) {
            throw new ParameterException(
                    command.commandLine(), "-o " + output + " is the input itself");
        }
    }
}
