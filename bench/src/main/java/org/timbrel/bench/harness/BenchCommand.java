// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel bench}. */
@Command(
        name = "timbrel bench",
        subcommands = {
            ScalingCommand.class,
            CopySynthesisCommand.class,
            TexturesCommand.class,
            LikelihoodsCommand.class,
            ServingCommand.class
        },
        description = {
            "Measure Timbrel beside its peers, in turn, in one run.",
            "Ratios to peers of the same run are what to quote: figures of a shared machine drift."
        })
final class BenchCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private RunOptions options;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description =
                    "Benchmarks, or beginnings of their names, such as generate. Default: all.")
    private List<String> names = new ArrayList<>();

    @Option(names = "--list", description = "Print the names and what they measure.")
    private boolean list;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            paramLabel = "N",
            description = "How often each has its turn. Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--no-peers", description = "Measure ours only.")
    private boolean withoutPeers;

    @Option(
            names = {"-o", "--output", "--json"},
            paramLabel = "FILE",
            description = "Write the results as JSON.")
    private Path output;

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Option(
            names = "--results",
            description =
                    "Write bench/results/MACHINE.json and .md, replacing what is there: what texts"
                            + " may quote.")
    private boolean results;

    @Option(
            names = "--compare",
            paramLabel = "OLD.json",
            description = "Print what changed since an earlier run, and whether noise explains it.")
    private Path old;

    @Option(
            names = "--with",
            paramLabel = "NEW.json",
            description = "Compare with this run instead of measuring.")
    private Path with;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Catalogue catalogue = new Catalogue(options.threads());
        List<Entry> chosen = chosen(catalogue);
        if (list) {
            chosen.forEach(entry -> out().printf("%-32s %s%n", entry.name(), entry.title()));
            return ExitCode.OK;
        }
        require(rounds >= 1, "--rounds " + rounds + " is below 1");
        require(with == null || old != null, "--with needs --compare");
        require(!(results && options.quick()), "--results of a --quick run must not be quoted");
        if (output != null && Files.exists(output) && !force) {
            throw new FileAlreadyExistsException(output + " exists already; --force replaces it");
        }
        Report before = old == null ? null : ReportFile.read(old);
        if (with != null) {
            out().print(Comparison.table(before, ReportFile.read(with)));
            return ExitCode.OK;
        }
        Report report = measure(chosen, catalogue);
        write(report);
        out().print(ReportTable.of(report));
        if (before != null) {
            out().print("\n" + Comparison.table(before, report));
        }
        return report.failures().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Entry> chosen(Catalogue catalogue) {
        try {
            return catalogue.named(names);
        } catch (UnknownNameException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private Report measure(List<Entry> chosen, Catalogue catalogue)
            throws IOException, InterruptedException {
        boolean peers = !withoutPeers;
        if (peers) {
            Check.run(chosen);
        }
        Schedule schedule =
                options.quick()
                        ? Schedule.quick(options.threads())
                        : Schedule.full(rounds, options.threads());
        return new Session(
                        Clone.root(),
                        schedule,
                        options.quick(),
                        peers,
                        options.log(spec.commandLine().getErr()))
                .run(chosen, catalogue);
    }

    private void write(Report report) throws IOException {
        if (output != null) {
            ReportFile.write(output, report);
        }
        if (results) {
            String name = report.machine().slug();
            ReportFile.write(Clone.results().resolve(name + ".json"), report);
            TextFile.write(Clone.results().resolve(name + ".md"), ReportTable.of(report));
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
