// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** For commands that work on several files at a time. */
final class JobsOption {

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            description = "Files at a time (default: one a processor).")
    void setJobs(int value) {
        if (value < 1) {
            throw new ParameterException(command.commandLine(), "--jobs " + value + " is below 1");
        }
        jobs = value;
    }

    int jobs() {
        return jobs;
    }
}
