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
 * @param interrupted how far it came
 */
record FailureList(List<FileFailure> failures, int done, Interrupted interrupted) {

    /** Whether a command was stopped before it had tried all, and what that means for its files. */
    enum Interrupted {
        /** It was not. */
        NO(""),
        /** What there is was done before. */
        BETWEEN_FILES("files done, each complete"),
        /** Files end where it was. */
        WITHIN_FILES("files that end where it was interrupted");

        private final String files;

        Interrupted(String files) {
            this.files = files;
        }
    }

    static FailureList of(JobReport<?> report) {
        return of(report, Interrupted.BETWEEN_FILES);
    }

    /**
     * @param how what it means if the job was interrupted
     */
    static FailureList of(JobReport<?> report, Interrupted how) {
        return new FailureList(
                report.failed(), report.done().size(), report.interrupted() ? how : Interrupted.NO);
    }

    static FailureList of(FileFailure failure) {
        return new FailureList(List.of(failure), 0, Interrupted.NO);
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
        boolean stopped = interrupted != Interrupted.NO;
        if (stopped) {
            err.println(command + ": interrupted; " + interrupted.files + ": " + done);
        } else if (!failures.isEmpty() && files > 1) {
            err.println(command + ": " + failures.size() + " of " + files + " files failed");
        }
        err.flush();
        return failures.isEmpty() && !stopped ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
