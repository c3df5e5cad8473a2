// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.timbrel.bench.textures.TextureAims;
import org.timbrel.bench.textures.TextureMeans;
import org.timbrel.bench.textures.TextureRun;
import org.timbrel.bench.textures.TextureSound;
import org.timbrel.bench.textures.TextureSounds;
import org.timbrel.bench.textures.TextureSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timbrel bench textures}. */
@Command(
        name = "textures",
        description = {
            "Learn textures by every system, make more of them, and measure how near that comes.",
            "Sounds: the eight of timbrel samples; the first half is learned, the second judges.",
            "Systems: floor, copy, var, var-runs, mdn, bank (the default of timbrel train)."
        })
final class TexturesCommand implements Callable<Integer> {

    private static final double TEXTURE_SECONDS = 120;
    private static final double MIN_SECONDS = 12;
    private static final double MAX_SECONDS = 600;
    private static final double MAX_DRIFT_MINUTES = 600;

    /** All that is measured can be measured on so much, little as it means. */
    private static final int QUICK_TEXTURES = 3;

    private static final double QUICK_SECONDS = 20;
    private static final int QUICK_STEPS = 40;

    @Spec private CommandSpec spec;
    @Mixin private RunOptions options;

    @Option(
            names = "--sounds",
            paramLabel = "DIR",
            description = {
                "A folder of sounds, each a texture, instead of the eight.",
                "Of each, the first 120 s are used; 24 s are the least."
            })
    private Path folder;

    @Option(
            names = "--seconds",
            defaultValue = "60",
            paramLabel = "S",
            description = "Made by each system, 12 to 600. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--seeds",
            defaultValue = "2",
            paramLabel = "N",
            description =
                    "How often each system learns and makes anew, 1 to 100."
                            + " Default: ${DEFAULT-VALUE}.")
    private int seeds;

    @Option(
            names = "--systems",
            split = ",",
            paramLabel = "NAME",
            description = "Of those above. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--drift-minutes",
            defaultValue = "0",
            paramLabel = "M",
            description = {
                "Also make a stretch of this length of every texture and measure its drift,",
                "by bank, or by those named with --systems. 60 for the aims; 0: none (default)."
            })
    private double driftMinutes;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PAGE.html",
            description = {
                "Write a page to hear, to see, and with every figure.",
                "Its sounds go to PAGE-sounds beside it."
            })
    private Path page;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private Path json;

    @Option(names = "--force", description = "Replace files that exist.")
    private boolean force;

    @Option(names = "--results", description = "Write bench/results/MACHINE-textures.json and .md.")
    private boolean results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<TextureSystem> systems = systems();
        require(
                seconds >= MIN_SECONDS && seconds <= MAX_SECONDS,
                "--seconds " + seconds + " is outside 12..600");
        require(seeds >= 1 && seeds <= 100, "--seeds " + seeds + " is outside 1..100");
        require(
                driftMinutes >= 0 && driftMinutes <= MAX_DRIFT_MINUTES,
                "--drift-minutes " + driftMinutes + " is outside 0..600");
        require(!(results && options.quick()), "--results of a --quick run must not be quoted");
        require(
                !(results && (!names.isEmpty() || folder != null)),
                "--results are of all systems and the eight textures:"
                        + " leave --systems and --sounds out");
        requireOutputs();
        TextureRun run = new TextureRun(plan(systems), this::log);
        TexturesReport report = measure(run);
        String text = TexturesPage.of(report);
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        write(report, text, run);
        return ExitCode.OK;
    }

    private List<TextureSystem> systems() {
        try {
            return TextureSystem.named(names);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private void requireOutputs() throws IOException {
        if (page != null) {
            Outputs.require(page, force);
            Outputs.requireFolder(TexturesListening.folder(page));
        }
        if (json != null) {
            Outputs.require(json, force);
        }
        if (results) {
            Outputs.requireFolder(Clone.results());
        }
    }

    private TextureRun.Plan plan(List<TextureSystem> systems) {
        List<TextureSystem> drifting =
                names.isEmpty()
                        ? List.of(TextureSystem.BANK)
                        : systems.stream().filter(TextureSystem::isRandom).toList();
        return new TextureRun.Plan(
                systems,
                options.quick() ? QUICK_SECONDS : seconds,
                options.quick() ? 1 : seeds,
                driftMinutes,
                drifting,
                new TextureSystem.Training(options.threads(), options.quick() ? QUICK_STEPS : 0));
    }

    private TexturesReport measure(TextureRun run) throws IOException, InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        Neighbours neighbours = new Neighbours(machine.cores());
        double length = options.quick() ? 2 * QUICK_SECONDS : TEXTURE_SECONDS;
        int most = options.quick() ? QUICK_TEXTURES : Integer.MAX_VALUE;
        List<TextureSound> sounds =
                folder == null
                        ? TextureSounds.procedural(most, length)
                        : TextureSounds.folder(folder, most, length);
        neighbours.look();
        run.run(sounds);
        neighbours.look();
        return new TexturesReport(
                date,
                Commit.of(Clone.root()),
                machine,
                options.threads(),
                neighbours.busyCores(),
                options.quick(),
                length,
                options.quick() ? QUICK_SECONDS : seconds,
                options.quick() ? 1 : seeds,
                TextureAims.of(run.results(), run.longDrifts()),
                TextureMeans.overSounds(run.results()),
                run.longDrifts(),
                run.results());
    }

    private void log(String line) {
        PrintWriter log = options.log(spec.commandLine().getErr());
        log.println(line);
        log.flush();
    }

    private void write(TexturesReport report, String text, TextureRun run) throws IOException {
        if (json != null) {
            TextFile.write(json, ReportFile.text(report));
        }
        if (results) {
            Path base = Clone.results().resolve(report.machine().slug() + "-textures");
            TextFile.write(Path.of(base + ".json"), ReportFile.text(report));
            TextFile.write(Path.of(base + ".md"), text);
        }
        if (page != null) {
            TexturesListening.write(page, report, run.heard());
        }
    }
}
