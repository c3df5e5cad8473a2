// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.timbrel.bench.likelihoods.LikelihoodResult;
import org.timbrel.bench.likelihoods.Likelihoods;
import org.timbrel.bench.likelihoods.Published;
import org.timbrel.bench.likelihoods.TorchPeer;
import org.timbrel.music.roll.Grid;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code timbrel bench likelihoods}. */
@Command(
        name = "likelihoods",
        description = {
            "Train an LSTM, a GRU and an RNN on piano rolls of a divided corpus of MIDI files, and"
                    + " say how likely they hold its test part, beside what counting predicts and"
                    + " what others published of the JSB chorales."
        })
final class LikelihoodsCommand implements Callable<Integer> {

    private static final int QUICK_EPOCHS = 1;
    private static final String SCRIPT = "bench/src/peers/python/likelihoods.py";

    @Spec private CommandSpec spec;
    @Mixin private RunOptions options;

    @Option(
            names = "--train",
            required = true,
            paramLabel = "DIR",
            description = "MIDI files to train on.")
    private Path train;

    @Option(
            names = "--valid",
            required = true,
            paramLabel = "DIR",
            description = "Likewise, to choose the best weights by.")
    private Path valid;

    @Option(
            names = "--test",
            required = true,
            paramLabel = "DIR",
            description = "Likewise, to judge them by.")
    private Path test;

    @Option(
            names = "--grid",
            defaultValue = "240t",
            paramLabel = "STEP",
            description = "What frames are apart: 240t, 1/8, 0.1s. Default: ${DEFAULT-VALUE}.")
    private String grid;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Of everything random. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--torch",
            paramLabel = "PYTHON",
            description = "A Python with torch, to train PyTorch's LSTM beside.")
    private Path python;

    @Option(
            names = {"-o", "--output", "--json"},
            paramLabel = "FILE",
            description = "Write the results as JSON.")
    private Path output;

    @Option(names = "--force", description = "Replace FILE if it exists.")
    private boolean force;

    @Option(
            names = "--results",
            description = "Write bench/results/MACHINE-likelihoods.json and .md.")
    private boolean results;

    @Override
    public Integer call() throws IOException, InterruptedException {
        require(!(results && options.quick()), "--results of a --quick run must not be quoted");
        try {
            Grid.parse(grid);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
        for (Path folder : List.of(train, valid, test)) {
            if (!Files.isDirectory(folder)) {
                throw new NotDirectoryException(folder + " is no folder");
            }
        }
        if (output != null) {
            Outputs.require(output, force);
        }
        LikelihoodsReport report = measure();
        String page = LikelihoodsPage.of(report);
        // First, so that nothing is lost if a file cannot be written.
        spec.commandLine().getOut().print(page);
        spec.commandLine().getOut().flush();
        if (output != null) {
            TextFile.write(output, ReportFile.text(report));
        }
        if (results) {
            Path base = Clone.results().resolve(report.machine().slug() + "-likelihoods");
            TextFile.write(Path.of(base + ".json"), ReportFile.text(report));
            TextFile.write(Path.of(base + ".md"), page);
        }
        return ExitCode.OK;
    }

    private void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private LikelihoodsReport measure() throws IOException, InterruptedException {
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.here();
        Neighbours neighbours = new Neighbours(machine.cores());
        neighbours.look();
        PrintWriter log = options.log(spec.commandLine().getErr());
        int epochs = options.quick() ? QUICK_EPOCHS : 0;
        Likelihoods work =
                new Likelihoods(train, valid, test, grid, options.threads(), epochs, seed);
        List<LikelihoodResult> measured =
                new ArrayList<>(
                        work.run(
                                line -> {
                                    log.println(line);
                                    log.flush();
                                }));
        if (python != null) {
            measured.add(TorchPeer.run(python, Clone.root().resolve(SCRIPT), work));
        }
        neighbours.look();
        return new LikelihoodsReport(
                date,
                Commit.of(Clone.root()),
                machine,
                options.threads(),
                neighbours.busyCores(),
                grid,
                seed,
                measured,
                Published.onChorales());
    }
}
