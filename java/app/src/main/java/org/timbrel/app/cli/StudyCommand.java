// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.timbrel.app.Json;
import org.timbrel.app.study.StudyJob;
import org.timbrel.app.study.StudySpec;
import org.timbrel.app.study.StudySpecFile;
import org.timbrel.app.study.StudyTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel study}. */
@Command(
        name = "study",
        sortOptions = false,
        description = {
            "Compare representations of music, frames of MFCC against tokens and piano rolls of MIDI"
                    + " files, on the same pieces: with as many parameters, as many seconds of"
                    + " audio, the same primers, several seeds, and intervals.",
            "Writes report.html, results.json, study.json (spec, seeds, hashes, versions), tables as"
                    + " CSV, the pieces, what representations lose without a model, and every arm's"
                    + " run folder with its samples. A study that was stopped or killed goes on with"
                    + " --resume to the same numbers."
        })
final class StudyCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Parameters(paramLabel = "DIR", description = "Folder of MIDI files, and those below it.")
    private Path input;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "REPORT_DIR",
            required = true,
            description = "Folder of the report; made if new.")
    private Path folder;

    @Option(
            names = "--quick",
            description =
                    "Every part, but small: within five minutes on two cores for the 36 pieces that"
                            + " 'timbrel samples DIR --midi' writes. The report says what is left"
                            + " out.")
    private boolean quick;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "JSON with the fields that study.json has under spec, in part or in full;"
                            + " options given here win.")
    private Path config;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Seed of the split; the arms have this one and those after it (default: 1).")
    private Long seed;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            description = "auto (default), cpu, cuda, or cuda:0 and on.")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Threads of the CPU; results do not depend on it (default: 0, as many as the"
                            + " process may use).")
    private int threads;

    @Option(
            names = "--resume",
            description =
                    "Go on with the study in REPORT_DIR, given the same options; parts that are"
                            + " done are not done again.")
    private boolean resume;

    @Option(
            names = {"-f", "--force"},
            description = "Begin anew where a study is in REPORT_DIR already.")
    private boolean force;

    @Override
    public Integer call() throws IOException {
        if (resume && force) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--resume goes on with a study, --force deletes it: give one of them");
        }
        if (threads < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--threads " + threads + " is below 0");
        }
        StudyJob.Begin begin =
                resume ? StudyJob.Begin.RESUME : force ? StudyJob.Begin.ANEW : StudyJob.Begin.NEW;
        StudyJob.Done done =
                new StudyJob(input, folder, new StudyJob.Settings(checked(), quick, threads, begin))
                        .run(global.progress(), global::warn);
        if (json.json()) {
            global.out().println(Json.of(done.results()));
        } else if (!global.quiet()) {
            new StudyTable(done).lines().forEach(global.out()::println);
            global.out().println("open " + done.folder().report().toAbsolutePath().toUri());
        }
        return ExitCode.OK;
    }

    private StudySpec checked() throws IOException {
        try {
            StudySpec chosen = chosen();
            chosen.check();
            return chosen;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private StudySpec chosen() throws IOException {
        StudySpec chosen = quick ? StudySpec.QUICK : StudySpec.FULL;
        if (config != null) {
            chosen = StudySpecFile.with(chosen, config);
        }
        Map<String, Object> given = new HashMap<>();
        if (seed != null) {
            given.put("seed", seed);
        }
        if (device != null) {
            given.put("device", device);
        }
        return StudySpecFile.with(chosen, given);
    }
}
