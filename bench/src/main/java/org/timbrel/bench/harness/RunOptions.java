// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every run has. */
final class RunOptions {

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    boolean help;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print results and errors only.")
    private boolean quiet;

    @Option(
            names = "--quick",
            description = "Try everything out, with figures too rough to be quoted.")
    private boolean quick;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "What ours and every peer may use. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    boolean quick() {
        return quick;
    }

    int threads() {
        if (threads < 1) {
            throw new ParameterException(
                    command.commandLine(), "--threads " + threads + " is below 1");
        }
        return threads;
    }

    /** Where each fork's line goes. */
    PrintWriter log(PrintWriter err) {
        return quiet ? new PrintWriter(Writer.nullWriter()) : err;
    }
}
