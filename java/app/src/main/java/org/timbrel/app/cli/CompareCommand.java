// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.timbrel.app.CompareJob;
import org.timbrel.app.Compared;
import org.timbrel.app.ComparedFile;
import org.timbrel.app.ComparisonOutput;
import org.timbrel.app.ComparisonTable;
import org.timbrel.app.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code timbrel compare}. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Measure how far a sound is from a reference, or the sounds of a folder from those of"
                    + " another, at the reference's rate.",
            "Aligned measures judge copies (in folders, files of the same name); the others judge"
                    + " another stretch of the same kind of sound, and have a floor beside them:"
                    + " the same measure between two real stretches of the reference."
        })
final class CompareCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @Mixin private GlobalOptions global;
    @Mixin private ForceOption force;
    @Mixin private JobsOption jobs;
    @Mixin private JsonOption json;

    @Parameters(
            index = "0",
            paramLabel = "REFERENCE",
            description = "The sound to compare with, or a folder of sounds.")
    private Path reference;

    @Parameters(
            index = "1",
            paramLabel = "OTHER",
            description = "The sound to judge, or a folder of sounds.")
    private Path other;

    @Option(
            names = "--picture",
            paramLabel = "OUT.svg",
            description =
                    "Draw spectrograms side by side, long-term and modulation spectra into one SVG"
                            + " file, light or dark as the viewer prefers.")
    private Path picture;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PAGE.html",
            description = "Write the measures and the same pictures as a page.")
    private Path page;

    @Override
    public Integer call() throws IOException {
        requireEnding("--picture", picture, ".svg");
        requireEnding("-o", page, ".html");
        ComparisonOutput output = new ComparisonOutput(picture, page, force.force());
        output.check();
        Compared compared = new CompareJob(jobs.jobs()).run(reference, other, global.progress());
        if (json.json()) {
            global.out().println(Json.of(json(compared)));
        } else {
            print(compared, global.out());
        }
        // What was measured is not lost if they cannot be written.
        global.out().flush();
        output.write(compared, compared.failed().stream().map(ErrorLine::of).toList());
        int read = compared.reference().sounds().size() + compared.other().sounds().size();
        return global.status(new FailureList(compared.failed(), read, FailureList.Interrupted.NO));
    }

    private void requireEnding(String option, Path file, String ending) {
        if (file != null && !file.toString().endsWith(ending)) {
            throw new ParameterException(
                    spec.commandLine(), option + " " + file + " does not end in " + ending);
        }
    }

    private static void print(Compared compared, PrintWriter out) {
        ComparisonLines.print(compared.comparison(), out);
        if (!compared.files().isEmpty()) {
            out.println();
            out.println("     LT (dB)   TexStat   against the whole reference");
            for (ComparedFile file : compared.files()) {
                out.printf(
                        Locale.ROOT,
                        "%12s %9s   %s%n",
                        ComparisonTable.text(file.longTermDb()),
                        ComparisonTable.text(file.texStat()),
                        file.file());
            }
        }
        if (!compared.notes().isEmpty()) {
            out.println();
            compared.notes().forEach(note -> out.println("Note: " + note + "."));
        }
    }

    private static Map<String, Object> json(Compared compared) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reference", compared.reference().path());
        json.put("other", compared.other().path());
        json.put("comparison", compared.comparison());
        if (compared.other().folder()) {
            json.put("files", compared.files());
        }
        json.put("notes", compared.notes());
        json.put("failed", FailureList.json(compared.failed()));
        return json;
    }
}
