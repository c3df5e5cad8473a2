// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.timbrel.app.JobReport;
import org.timbrel.app.Json;
import org.timbrel.app.SimilarJob;
import org.timbrel.app.SimilarJob.Found;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel similar}. */
@Command(
        name = "similar",
        sortOptions = false,
        description = {
            "List the sounds of a folder that are most like a given one as textures, nearest"
                    + " first.",
            "The distance is TexStat's, the mean over segments of 1.4 to 2.8 s, as the query's rate"
                    + " has it (1.5 s at 44.1 kHz), at most 20 a sound; a shorter sound is"
                    + " repeated to fill one, from 0.2 s on. 0 is equal; two"
                    + " stretches of one texture have 0.2 to 0.5. The given sound itself is left"
                    + " out."
        })
final class SimilarCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private JobsOption jobs;
    @Mixin private JsonOption json;

    @Parameters(index = "0", paramLabel = "QUERY", description = "A sound.")
    private Path query;

    @Parameters(
            index = "1",
            paramLabel = "DIR",
            description = "A folder, which is searched with all below it for sounds.")
    private Path folder;

    @Option(
            names = {"-n", "--count"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many to list, at most (default: ${DEFAULT-VALUE}).")
    private int count;

    @Override
    public Integer call() throws IOException {
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count " + count + " is below 1");
        }
        JobReport<Found> report = new SimilarJob(jobs.jobs()).run(query, folder, global.progress());
        List<Found> nearest = report.done().stream().limit(count).toList();
        if (json.json()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("query", query);
            json.put("searched", report.done().size());
            json.put("nearest", nearest);
            json.put("failed", FailureList.json(report.failed()));
            global.out().println(Json.of(json));
        } else {
            for (Found found : nearest) {
                global.out().printf(Locale.ROOT, "%6.3f   %s%n", found.distance(), found.file());
            }
        }
        return global.status(FailureList.of(report));
    }
}
