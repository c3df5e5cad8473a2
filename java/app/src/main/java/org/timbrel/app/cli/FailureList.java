// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.timbrel.app.FileFailure;
import org.timbrel.app.JobReport;
import picocli.CommandLine.ExitCode;

/**
 * The files that a command could not do.
 *
 * @param failures one line each
 * @param done how many it could do
 * @param interrupted whether it was stopped before it had tried all
 */
record FailureList(List<FileFailure> failures, int done, boolean interrupted) {

    static FailureList of(JobReport<?> report) {
        return new FailureList(report.failed(), report.done().size(), report.interrupted());
    }

    static FailureList of(FileFailure failure) {
        return new FailureList(List.of(failure), 0, false);
    }

    /** The files and why, for a program. */
    static List<Map<String, String>> json(List<FileFailure> failures) {
        return failures.stream()
                .map(f -> Map.of("file", f.file().toString(), "error", ErrorLine.of(f)))
                .toList();
    }

    /**
     * Prints a line for each.
     *
     * @return the exit status: 0 if there are none
     */
    int print(String command, PrintWriter err, boolean debug) {
        for (FileFailure failure : failures) {
            err.println(command + ": " + ErrorLine.of(failure));
            if (debug) {
                failure.cause().printStackTrace(err);
            }
        }
        int files = failures.size() + done;
        if (interrupted) {
            err.println(command + ": interrupted; files done, each complete: " + done);
        } else if (!failures.isEmpty() && files > 1) {
            err.println(command + ": " + failures.size() + " of " + files + " files failed");
        }
        err.flush();
        return failures.isEmpty() && !interrupted ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
