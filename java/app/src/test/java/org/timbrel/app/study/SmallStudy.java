// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.timbrel.app.Pieces;
import org.timbrel.app.Progress;

/** A study of seconds: all arms and parts, as small as they get. */
final class SmallStudy {

    /** Fields of {@link StudySpec}. */
    static final Map<String, Object> FIELDS =
            Map.ofEntries(
                    Map.entry("seeds", 2),
                    Map.entry("testPart", 0.3),
                    Map.entry("transpose", 1),
                    Map.entry("fftSize", 1024),
                    Map.entry("melBands", 16),
                    Map.entry("coefficients", 16),
                    Map.entry("parameters", 6000),
                    Map.entry("mixtures", 2),
                    Map.entry("embedding", 4),
                    Map.entry("secondsSeen", 400),
                    Map.entry("windowSeconds", 2),
                    Map.entry("batch", 4),
                    Map.entry("learningRate", 0.01),
                    Map.entry("validations", 4),
                    Map.entry("snapshots", 2),
                    Map.entry("snapshotSeeds", 1),
                    Map.entry("vocoder", "noise"),
                    Map.entry("primerSeconds", 2),
                    Map.entry("sampleSeconds", 3),
                    Map.entry("resamples", 200),
                    Map.entry("device", "cpu"));

    static final StudySpec SPEC = StudySpecFile.with(StudySpec.QUICK, FIELDS);

    private SmallStudy() {}

    /** Pieces of 8 bars, 16 s each. */
    static Path pieces(Path folder) {
        return Pieces.walks(folder, 8);
    }

    static StudyJob.Done run(Path pieces, Path output, StudyJob.Begin begin) throws IOException {
        return run(SPEC, pieces, output, begin);
    }

    static StudyJob.Done run(StudySpec spec, Path pieces, Path output, StudyJob.Begin begin)
            throws IOException {
        return new StudyJob(pieces, output, new StudyJob.Settings(spec, true, 0, begin))
                .run(Progress.NONE, note -> {});
    }

    static String results(Path output) throws IOException {
        return Files.readString(new StudyFolder(output).results());
    }
}
