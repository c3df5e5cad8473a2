// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.timbrel.app.Progress;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command has: help, how much it says, and where it says it. */
public final class GlobalOptions {

    /** The option by which {@link Errors} decides whether to print a stack trace. */
    static final String DEBUG = "--debug";

    @Spec(Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    boolean help;

    @Option(
            names = {"-q", "--quiet"},
            description = "Print results and errors only: no progress, no summary.")
    private boolean quiet;

    @Option(names = DEBUG, description = "Print the stack trace of an error.")
    private boolean debug;

    /** Whether only results and errors are printed. */
    public boolean quiet() {
        return quiet;
    }

    /** Where results go. */
    public PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where everything else goes. */
    public PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** A warning, on one line. */
    public void warn(String text) {
        err().println(command.qualifiedName() + ": warning: " + text);
        err().flush();
    }

    /** Says how many of a file's samples were beyond full scale, if any were. */
    void warnOfClipping(Path file, long samples) {
        if (samples > 0) {
            String clipped =
                    samples == 1 ? " sample clipped: it was" : " samples clipped: they were";
            warn(file + ": " + samples + clipped + " beyond full scale");
        }
    }

    /** How far the command is, for a terminal or for a log. */
    Progress progress() {
        return quiet ? Progress.NONE : new ConsoleProgress(err(), Terminal.isStandardError());
    }

    /** Prints the failures and says how the command ends. */
    int status(FailureList failures) {
        return failures.print(command.qualifiedName(), err(), debug);
    }
}
