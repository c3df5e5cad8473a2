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
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code timbrel bench scaling}. */
@Command(
        name = "scaling",
        description = {
            "Measure how cost grows with T, N, H, L, streams and seconds of audio.",
            "Writes scaling.html, .md and .json and a picture an axis."
        })
final class ScalingCommand implements Callable<Integer> {

    /** Of a quick run; enough for a fit with an error. */
    private static final int QUICK_POINTS = 3;

    @Spec private CommandSpec spec;
    @Mixin private RunOptions options;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description =
                    "Where to write; scaling files that exist are replaced."
                            + " Default: bench/results/MACHINE-scaling.")
    private Path output;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Machine machine = Machine.here();
        Path folder =
                output == null ? Clone.results().resolve(machine.slug() + "-scaling") : output;
        int threads = options.threads();
        Schedule schedule = options.quick() ? Schedule.quick(threads) : Schedule.full(3, threads);
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Neighbours neighbours = new Neighbours(machine.cores());
        List<Scaling.Sweep> sweeps = new ArrayList<>();
        for (Axis axis : Axis.all()) {
            sweeps.add(sweep(axis, schedule, neighbours));
        }
        Scaling scaling =
                new Scaling(
                        date,
                        Commit.of(Clone.root()),
                        machine,
                        schedule,
                        neighbours.busyCores(),
                        options.quick(),
                        sweeps);
        ScalingPage.write(folder, scaling);
        spec.commandLine().getOut().print(ScalingPage.markdown(scaling));
        return ExitCode.OK;
    }

    /** Every x has its turn in every round. */
    private Scaling.Sweep sweep(Axis axis, Schedule schedule, Neighbours neighbours)
            throws IOException, InterruptedException {
        PrintWriter log = options.log(spec.commandLine().getErr());
        JmhFork fork = new JmhFork(schedule);
        List<Integer> values =
                options.quick() ? axis.values().subList(0, QUICK_POINTS) : axis.values();
        List<List<List<Double>>> samples = new ArrayList<>();
        values.forEach(x -> samples.add(new ArrayList<>()));
        for (int round = 1; round <= schedule.rounds(); round++) {
            for (int k = 0; k < values.size(); k++) {
                Contender contender = axis.at(values.get(k), schedule.threads());
                neighbours.look();
                List<Double> scores = fork.run(contender, 1);
                samples.get(k).add(scores);
                log.printf(
                        "%s, round %d of %d: %s %s%n",
                        contender.label(),
                        round,
                        schedule.rounds(),
                        Figures.of(Statistics.median(scores)),
                        axis.unit());
                log.flush();
            }
        }
        List<Measurement> cost = new ArrayList<>();
        for (int k = 0; k < values.size(); k++) {
            cost.add(Measurement.of(axis.name() + "=" + values.get(k), samples.get(k)));
        }
        List<Double> x = values.stream().map(Integer::doubleValue).toList();
        PowerLaw law = PowerLaw.fit(x, cost.stream().map(Measurement::median).toList());
        return new Scaling.Sweep(
                axis.name(), axis.title(), axis.quantity(), axis.unit(), x, cost, law);
    }
}
