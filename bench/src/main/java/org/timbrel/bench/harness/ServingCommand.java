// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.timbrel.bench.serving.ServingAims;
import org.timbrel.bench.serving.ServingPlan;
import org.timbrel.bench.serving.ServingResult;
import org.timbrel.bench.serving.ServingRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timbrel bench serving}. */
@Command(
        name = "serving",
        description = {
            "Have many listeners hear textures of a server at a time, and measure what each of them"
                    + " hears, when, and what it costs the server.",
            "Phases: unloaded (one at a time), held (all slots), live (the same over WebSocket),"
                    + " probes (some slots change hands), twice (twice as many listeners as slots),"
                    + " burst (all slots at one moment),"
                    + " soak (listeners who leave in the middle), search (the most that are held)."
        })
final class ServingCommand implements Callable<Integer> {

    private static final int QUICK_SLOTS = 8;
    private static final double QUICK_SECONDS = 3;
    private static final double QUICK_SOAK_MINUTES = 0.1;
    private static final int QUICK_ALONE = 5;
    private static final int ALONE = 200;
    private static final double SEARCH_SECONDS = 12;
    private static final double SETTLE_SECONDS = 3;
    private static final double QUICK_SETTLE_SECONDS = 0.5;

    @Spec private CommandSpec spec;
    @Mixin private RunOptions options;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = {
                "A server that runs already, http://HOST:PORT, instead of one of this clone.",
                "Its slots must be at least --slots, for the search --search-most."
            })
    private String url;

    @Option(
            names = "--pid",
            defaultValue = "-1",
            paramLabel = "N",
            description = "Of that server, if it is on this machine: its memory and time are read.")
    private long pid;

    @Option(
            names = "--model",
            defaultValue = "rain",
            paramLabel = "NAME",
            description = "The texture to ask for. Default: ${DEFAULT-VALUE}.")
    private String model;

    @Option(
            names = "--serve-options",
            split = " ",
            paramLabel = "\"OPTIONS\"",
            description = "More options for timbrel serve, such as \"--max-queue 0\".")
    private List<String> serveOptions = new ArrayList<>();

    @Option(
            names = "--slots",
            defaultValue = "64",
            paramLabel = "N",
            description = "Of the server, 1 to 4096. Default: ${DEFAULT-VALUE}.")
    private int slots;

    @Option(
            names = "--phases",
            split = ",",
            paramLabel = "NAME",
            description = "Of those above. Default: all.")
    private List<String> phases = new ArrayList<>();

    @Option(
            names = "--seconds",
            defaultValue = "60",
            paramLabel = "S",
            description =
                    "Of each phase with many listeners, 3 to 36000. Default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--soak-minutes",
            defaultValue = "10",
            paramLabel = "M",
            description = "Of the soak, 0.1 to 10000. Default: ${DEFAULT-VALUE}.")
    private double soakMinutes;

    @Option(
            names = "--disconnects",
            defaultValue = "0.3",
            paramLabel = "SHARE",
            description =
                    "Of the soak's streams that are left before their end, 0 to 1."
                            + " Default: ${DEFAULT-VALUE}.")
    private double disconnects;

    @Option(
            names = "--search-step",
            defaultValue = "16",
            paramLabel = "N",
            description = "Listeners more at each level of the search. Default: ${DEFAULT-VALUE}.")
    private int searchStep;

    @Option(
            names = "--search-most",
            defaultValue = "192",
            paramLabel = "N",
            description = "Listeners where the search ends. Default: ${DEFAULT-VALUE}.")
    private int searchMost;

    @Option(
            names = "--lead",
            defaultValue = "0.5",
            paramLabel = "S",
            description =
                    "How far streams may be ahead of what is heard, 0 to 10."
                            + " Default: ${DEFAULT-VALUE}.")
    private double lead;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = {"-o", "--output", "--json"},
            paramLabel = "FILE",
            description = "Write the results as JSON.")
    private Path output;

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Option(names = "--results", description = "Write bench/results/MACHINE-serving.json and .md.")
    private boolean results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireRanges();
        require(!(results && options.quick()), "--results of a --quick run must not be quoted");
        if (output != null) {
            Outputs.require(output, force);
        }
        ServingReport report = measure(plan());
        String page = ServingPage.of(report);
        // First, so that nothing is lost if a file cannot be written.
        spec.commandLine().getOut().print(page);
        spec.commandLine().getOut().flush();
        if (output != null) {
            TextFile.write(output, ReportFile.text(report));
        }
        if (results) {
            Path base = Clone.results().resolve(report.machine().slug() + "-serving");
            TextFile.write(Path.of(base + ".json"), ReportFile.text(report));
            TextFile.write(Path.of(base + ".md"), page);
        }
        return ExitCode.OK;
    }

    private void requireRanges() {
        require(slots >= 1 && slots <= 4096, "--slots " + slots + " is outside 1..4096");
        require(seconds >= 3 && seconds <= 36000, "--seconds " + seconds + " is outside 3..36000");
        require(
                soakMinutes >= 0.1 && soakMinutes <= 10000,
                "--soak-minutes " + soakMinutes + " is outside 0.1..10000");
        require(
                disconnects >= 0 && disconnects <= 1,
                "--disconnects " + disconnects + " is outside 0..1");
        require(searchStep >= 1, "--search-step " + searchStep + " is below 1");
        require(
                searchMost >= searchStep && searchMost <= 4096,
                "--search-most %d is outside --search-step (%d)..4096"
                        .formatted(searchMost, searchStep));
        require(lead >= 0 && lead <= 10, "--lead " + lead + " is outside 0..10");
        require(url != null || pid < 0, "--pid needs --url");
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private Set<ServingPlan.Phase> phases() {
        Set<ServingPlan.Phase> chosen = EnumSet.allOf(ServingPlan.Phase.class);
        if (!phases.isEmpty()) {
            List<String> known = chosen.stream().map(ServingPlan.Phase::label).toList();
            phases.forEach(
                    name ->
                            require(
                                    known.contains(name),
                                    "there is no phase %s; there are %s"
                                            .formatted(name, String.join(", ", known))));
            chosen.removeIf(phase -> !phases.contains(phase.label()));
        } else if (options.quick()) {
            chosen.remove(ServingPlan.Phase.SEARCH);
        }
        return chosen;
    }

    private ServingPlan plan() {
        boolean quick = options.quick();
        return new ServingPlan(
                phases(),
                model,
                quick ? Math.min(slots, QUICK_SLOTS) : slots,
                lead,
                disconnects,
                quick ? QUICK_SECONDS : seconds,
                quick ? QUICK_SOAK_MINUTES : soakMinutes,
                quick ? QUICK_ALONE : ALONE,
                searchStep,
                quick ? QUICK_SECONDS : SEARCH_SECONDS,
                searchMost,
                quick ? QUICK_SETTLE_SECONDS : SETTLE_SECONDS,
                seed);
    }

    private ServingReport measure(ServingPlan plan) throws IOException, InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        Neighbours neighbours = new Neighbours(machine.cores());
        neighbours.look();
        PrintWriter log = options.log(spec.commandLine().getErr());
        ServingRun run =
                new ServingRun(
                        plan,
                        line -> {
                            log.println(line);
                            log.flush();
                        });
        ServingResult result = url == null ? run.own(command()) : run.against(url, pid);
        neighbours.look();
        return new ServingReport(
                date,
                Commit.of(Clone.root()),
                machine,
                neighbours.busyCores(),
                options.quick(),
                plan,
                ServingAims.of(result),
                result);
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(Clone.root().resolve("timbrel").toString(), "serve", model));
        command.addAll(List.of("--host", "127.0.0.1", "--port", "0"));
        // Otherwise as many as the server takes by itself.
        if (spec.commandLine().getParseResult().hasMatchedOption("--threads")) {
            command.addAll(List.of("--threads", Integer.toString(options.threads())));
        }
        command.addAll(serveOptions);
        return command;
    }
}
