// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How a command that cannot go on ends. */
final class Errors {

    private Errors() {}

    /** Wrong usage: one line, one hint, status 2. */
    static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + e.getMessage().strip().replaceAll("\\s*\\R\\s*", " "));
        String suggestion = suggestion(e);
        err.println(suggestion + "'" + name + " --help' lists " + listed(command) + ".");
        if (isDebug(args)) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitCode.USAGE;
    }

    private static String listed(CommandLine command) {
        return command.getSubcommands().isEmpty() ? "the options" : "the commands";
    }

    private static String suggestion(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            return "Did you mean " + unmatched.getSuggestions().get(0) + "? ";
        }
        return "";
    }

    private static boolean isDebug(String[] args) {
        return Arrays.asList(args).contains(GlobalOptions.DEBUG);
    }

    /** A failure: one line, the stack trace with --debug, status 1. */
    static int failed(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": " + ErrorLine.of(e));
        if (parsed.hasMatchedOption(GlobalOptions.DEBUG)) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitCode.SOFTWARE;
    }
}
