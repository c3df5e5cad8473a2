// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** Where {@code timbrel bench} begins, in a clone. */
public final class Main {

    private Main() {}

    /** Ends the process with 0 if all was done, 1 if something failed, 2 for wrong usage. */
    public static void main(String[] args) {
        CommandLine commands = commandLine();
        int status = commands.execute(args);
        commands.getOut().flush();
        System.exit(status);
    }

    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new BenchCommand());
        commands.setUsageHelpAutoWidth(true);
        commands.setParameterExceptionHandler(Main::wrongUsage);
        commands.setExecutionExceptionHandler(
                (e, command, parsed) -> {
                    command.getErr().println(name(command) + ": " + e.getMessage());
                    return ExitCode.SOFTWARE;
                });
        return commands;
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(name(command) + ": " + e.getMessage());
        command.getErr().println("'" + name(command) + " --help' lists the options.");
        return ExitCode.USAGE;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }
}
