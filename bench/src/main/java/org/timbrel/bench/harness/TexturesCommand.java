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
import org.timbrel.bench.textures.Morph;
import org.timbrel.bench.textures.MorphRun;
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
            names = "--morph",
            arity = "0..1",
            fallbackValue = "rain,fire",
            split = ",",
            paramLabel = "FROM,TO",
            description = {
                "Also learn two of the sounds in one model, and measure what it makes from the one",
                "to the other. Without names: rain,fire."
            })
    private List<String> morph;

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
        require(
                morph == null || (morph.size() == 2 && !morph.get(0).equals(morph.get(1))),
                "--morph goes from one sound to another: rain,fire");
        requireOutputs();
        TextureRun.Plan plan = plan(systems);
        TextureRun run = new TextureRun(plan, this::log);
        MorphRun between = new MorphRun(training(), plan.seconds(), plan.seeds(), this::log);
        TexturesReport report = measure(run, between);
        String text = TexturesPage.of(report);
        spec.commandLine().getOut().print(text);
        spec.commandLine().getOut().flush();
        write(report, text, run, between);
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
                training());
    }

    private TextureSystem.Training training() {
        return new TextureSystem.Training(options.threads(), options.quick() ? QUICK_STEPS : 0);
    }

    /** One of the sounds, also where a quick run leaves it out. */
    private TextureSound sound(String name, double length) throws IOException {
        if (folder == null) {
            try {
                return TextureSounds.procedural(name, length);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--morph: " + e.getMessage(), e);
            }
        }
        List<TextureSound> all = TextureSounds.folder(folder, Integer.MAX_VALUE, length);
        return all.stream()
                .filter(sound -> sound.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "--morph: %s holds no sound called %s"
                                                .formatted(folder, name)));
    }

    private TexturesReport measure(TextureRun run, MorphRun between)
            throws IOException, InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        Neighbours neighbours = new Neighbours(machine.cores());
        double length = options.quick() ? 2 * QUICK_SECONDS : TEXTURE_SECONDS;
        int most = options.quick() ? QUICK_TEXTURES : Integer.MAX_VALUE;
        List<TextureSound> ends = new ArrayList<>();
        for (String name : morph == null ? List.<String>of() : morph) {
            ends.add(sound(name, length));
        }
        List<TextureSound> sounds =
                folder == null
                        ? TextureSounds.procedural(most, length)
                        : TextureSounds.folder(folder, most, length);
        neighbours.look();
        run.run(sounds);
        Morph measured = ends.isEmpty() ? null : between.run(ends.get(0), ends.get(1));
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
                run.results(),
                measured);
    }

    private void log(String line) {
        PrintWriter log = options.log(spec.commandLine().getErr());
        log.println(line);
        log.flush();
    }

    private void write(TexturesReport report, String text, TextureRun run, MorphRun between)
            throws IOException {
        if (json != null) {
            TextFile.write(json, ReportFile.text(report));
        }
        if (results) {
            Path base = Clone.results().resolve(report.machine().slug() + "-textures");
            TextFile.write(Path.of(base + ".json"), ReportFile.text(report));
            TextFile.write(Path.of(base + ".md"), text);
        }
        if (page != null) {
            TexturesListening.write(page, report, run.heard(), between.heard());
        }
    }
}
