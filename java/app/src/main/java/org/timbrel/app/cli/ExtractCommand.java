// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.timbrel.app.ExtractJob;
import org.timbrel.app.ExtractJob.Extracted;
import org.timbrel.app.ExtractPlan;
import org.timbrel.app.JobReport;
import org.timbrel.app.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel extract}. */
@Command(
        name = "extract",
        customSynopsis = "timbrel extract [OPTIONS] IN... -o OUT",
        sortOptions = false,
        description = {
            "Turn sounds into feature files.",
            "One .npz a sound, which NumPy reads, with the arrays mfcc [frames, coefficients] in"
                    + " dB, mel [frames, bands] in power (kaldi and htk: natural logarithms; htk:"
                    + " magnitudes), and the spec as JSON; with pitch, log_f0"
                    + " [frames], voicing [frames] and band_voicing [frames, 5]; and one a measure"
                    + " that is asked for beside."
        })
final class ExtractCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private JobsOption jobs;
    @Mixin private JsonOption json;

    @Parameters(
            paramLabel = "IN",
            arity = "1..*",
            description =
                    "Sounds, and folders of sounds, which are searched with all below them for"
                            + " known extensions; what is hidden is left out.")
    private List<Path> inputs;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            required = true,
            description =
                    "With one sound, a name in .npz; else a folder, in which the inputs' relative"
                            + " paths are repeated. Folders are made.")
    private Path output;

    @Mixin private FeatureOptions features;

    @Override
    public Integer call() {
        ExtractJob job = new ExtractJob(features.spec(), force.force(), jobs.jobs());
        ExtractPlan plan = plan();
        job.warnings().forEach(global::warn);
        long startNanos = System.nanoTime();
        JobReport<Extracted> report = job.run(plan, global.progress());
        double elapsedSeconds = (System.nanoTime() - startNanos) * 1e-9;
        if (json.json()) {
            global.out().println(Json.of(json(report, job.warnings())));
        } else if (!global.quiet() && !report.done().isEmpty()) {
            global.out().println(summary(report.done(), elapsedSeconds));
        }
        return global.status(FailureList.of(report));
    }

    private ExtractPlan plan() {
        try {
            return ExtractPlan.of(inputs, output);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private String summary(List<Extracted> done, double elapsedSeconds) {
        double seconds = done.stream().mapToDouble(Extracted::seconds).sum();
        if (done.size() == 1) {
            Extracted one = done.get(0);
            return String.format(
                    Locale.ROOT,
                    "%s: %d frames of %s, %.3f s of sound",
                    one.output(),
                    one.frames(),
                    contents(one),
                    seconds);
        }
        return String.format(
                Locale.ROOT,
                "%s: %d files, %s of sound, %,.0f × real time",
                output,
                done.size(),
                ConsoleProgress.clock(Math.round(seconds)),
                seconds / elapsedSeconds);
    }

    /** "80 coefficients, 80 mel bands, pitch and onset". */
    private static String contents(Extracted one) {
        List<String> parts = new ArrayList<>();
        parts.add(one.coefficients() + " coefficients");
        parts.add(one.melBands() + " mel bands");
        if (one.pitch()) {
            parts.add("pitch");
        }
        parts.addAll(one.extras());
        int last = parts.size() - 1;
        return String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    private static Map<String, Object> json(JobReport<Extracted> report, List<String> warnings) {
        return Map.of(
                "done",
                report.done(),
                "failed",
                FailureList.json(report.failed()),
                "warnings",
                warnings,
                "interrupted",
                report.interrupted());
    }
}
