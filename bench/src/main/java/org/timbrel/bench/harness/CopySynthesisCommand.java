// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.timbrel.bench.copysynthesis.Aims;
import org.timbrel.bench.copysynthesis.CopyMethod;
import org.timbrel.bench.copysynthesis.CopyResult;
import org.timbrel.bench.copysynthesis.CopySynthesis;
import org.timbrel.bench.copysynthesis.GoldenMfcc;
import org.timbrel.bench.copysynthesis.PhaseResult;
import org.timbrel.bench.copysynthesis.Published;
import org.timbrel.bench.copysynthesis.SetMeans;
import org.timbrel.bench.copysynthesis.SoundSets;
import org.timbrel.bench.copysynthesis.StreamCheck;
import org.timbrel.bench.copysynthesis.TestSound;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timbrel bench copy-synthesis}. */
@Command(
        name = "copy-synthesis",
        description = {
            "Measure how near sounds come back from their features, by every method.",
            "Sounds: eight textures, the shipped recordings, four made with a known pitch."
        })
final class CopySynthesisCommand implements Callable<Integer> {

    private static final double MIN_SECONDS = 1;
    private static final double MAX_SECONDS = 120;
    private static final double QUICK_SECONDS = 2;
    private static final double LONGEST = Double.POSITIVE_INFINITY;

    @Spec private CommandSpec spec;
    @Mixin private RunOptions options;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            paramLabel = "S",
            description = "Of each texture, 1 to 120. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--sounds",
            paramLabel = "DIR",
            description = "A folder of sounds besides, as a set of its own; may be repeated.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "NAME",
            description = {
                "Profiles, vocoders or both, such as texture, noise, pitched/harmonic.",
                "Default: every vocoder of texture and pitched, griffin-lim of the others."
            })
    private List<String> names = new ArrayList<>();

    @Option(
            names = {"-o", "--output", "--json"},
            paramLabel = "FILE",
            description = "Write the results as JSON.")
    private Path output;

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Option(
            names = "--results",
            description = "Write bench/results/MACHINE-copy-synthesis.json and .md.")
    private boolean results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<CopyMethod> methods = methods();
        require(
                seconds >= MIN_SECONDS && seconds <= MAX_SECONDS,
                "--seconds " + seconds + " is outside 1..120");
        require(!(results && options.quick()), "--results of a --quick run must not be quoted");
        require(
                !(results && !names.isEmpty()),
                "--results of some methods would replace those of all: leave --methods out");
        if (output != null && Files.exists(output) && !force) {
            throw new FileAlreadyExistsException(output + " exists already; --force replaces it");
        }
        if (output != null) {
            TextFile.tryFolder(output);
        }
        CopySynthesisReport report = measure(methods);
        String page = CopySynthesisPage.of(report);
        // First, so that nothing is lost if a file cannot be written.
        spec.commandLine().getOut().print(page);
        spec.commandLine().getOut().flush();
        if (output != null) {
            TextFile.write(output, ReportFile.text(report));
        }
        if (results) {
            Path base = Clone.results().resolve(report.machine().slug() + "-copy-synthesis");
            TextFile.write(Path.of(base + ".json"), ReportFile.text(report));
            TextFile.write(Path.of(base + ".md"), page);
        }
        return ExitCode.OK;
    }

    private List<CopyMethod> methods() {
        try {
            return CopyMethod.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private CopySynthesisReport measure(List<CopyMethod> methods)
            throws IOException, InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        Neighbours neighbours = new Neighbours(machine.cores());
        neighbours.look();
        PrintWriter log = options.log(spec.commandLine().getErr());
        double length = options.quick() ? QUICK_SECONDS : seconds;
        Path recordings = Clone.root().resolve("audio-samples");
        List<TestSound> sounds =
                SoundSets.load(
                        length, options.quick() ? QUICK_SECONDS : LONGEST, recordings, folders);
        CopySynthesis synthesis =
                new CopySynthesis(methods, options.threads(), line -> print(log, line));
        List<CopyResult> copies = synthesis.run(sounds);
        List<PhaseResult> phases = synthesis.phases(sounds);
        Aims.Beside beside =
                new Aims.Beside(
                        GoldenMfcc.worst(Clone.root().resolve(GoldenMfcc.FOLDER)),
                        differing(sounds.get(0), methods),
                        extraction(machine));
        neighbours.look();
        return new CopySynthesisReport(
                date,
                Commit.of(Clone.root()),
                machine,
                options.threads(),
                neighbours.busyCores(),
                length,
                Aims.of(copies, phases, beside),
                SetMeans.of(copies),
                phases,
                Published.all(),
                copies);
    }

    private static void print(PrintWriter log, String line) {
        log.println(line);
        log.flush();
    }

    /** Of all methods whose features and sound both stream; null if none was chosen. */
    private static Integer differing(TestSound sound, List<CopyMethod> methods) throws IOException {
        Integer sum = null;
        for (CopyMethod method : methods) {
            if (method.vocoder().streams() && method.profile().spec().topDb() == null) {
                sum = (sum == null ? 0 : sum) + StreamCheck.differing(sound, method);
            }
        }
        return sum;
    }

    /** What this machine's latest results say, and which run that was; null if there are none. */
    private static Aims.Extraction extraction(Machine machine) throws IOException {
        Path file = Clone.results().resolve(machine.slug() + ".json");
        if (!Files.exists(file)) {
            return null;
        }
        Report report = ReportFile.read(file);
        String run = report.date() + ", commit " + report.commit().id();
        return report.find("extraction")
                .map(result -> new Aims.Extraction(result.ours().median(), run))
                .orElse(null);
    }
}
