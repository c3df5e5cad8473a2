// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.timbrel.app.CompareJob;
import org.timbrel.audio.metrics.Comparison;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code timbrel compare}. */
@Command(
        name = "compare",
        description = {
            "Measure how far a sound is from a reference, at the reference's rate.",
            "Aligned measures judge copies; the others judge another stretch of the same texture."
        })
final class CompareCommand implements Callable<Integer> {

    @Mixin private GlobalOptions global;
    @Mixin private JsonOption json;

    @Parameters(index = "0", paramLabel = "REFERENCE", description = "The sound to compare with.")
    private Path reference;

    @Parameters(index = "1", paramLabel = "OTHER", description = "The sound to judge.")
    private Path other;

    @Override
    public Integer call() throws IOException {
        Comparison comparison = CompareJob.run(reference, other);
        if (json.json()) {
            global.out().println(Json.of(comparison));
        } else {
            ComparisonLines.print(comparison, global.out());
        }
        return ExitCode.OK;
    }
}
