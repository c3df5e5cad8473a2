// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Pieces;

/** A whole study, and what must hold of any. */
class StudyJobTest {

    @TempDir private static Path folder;

    private static Path pieces;
    private static Path output;
    private static StudyJob.Done done;

    @BeforeAll
    static void runOne() throws IOException {
        pieces = SmallStudy.pieces(folder.resolve("midi"));
        output = folder.resolve("study");
        done = SmallStudy.run(pieces, output, StudyJob.Begin.NEW);
    }

    @Test
    void budgetsMatch() {
        List<StudyResults.ArmBudget> arms = done.results().arms();
        assertEquals(SmallStudy.SPEC.arms(), arms.stream().map(a -> a.arm()).toList());
        for (StudyResults.ArmBudget arm : arms) {
            // One hidden unit more or less of about twenty is 5 % of the parameters.
            assertEquals(
                    (double) SmallStudy.SPEC.parameters(),
                    (double) arm.parameters(),
                    400,
                    arm.arm());
            // A batch is 4 windows of 2 s; half of one is as near as whole batches come.
            assertEquals(SmallStudy.SPEC.secondsSeen(), arm.secondsSeen(), 4, arm.arm());
            assertEquals(2, arm.bestSteps().size());
        }
    }

    @Test
    void noPieceIsOnTwoSides() throws IOException {
        StudyRecord record = StudyRecord.read(new StudyFolder(output));
        Set<String> sources = new HashSet<>();
        for (StudyPiece piece : record.pieces().pieces()) {
            if (piece.transposed() == 0) {
                assertTrue(sources.add(piece.source()), piece.source());
            } else {
                assertEquals(StudyPiece.TRAINING, piece.part());
            }
        }
        assertEquals(8, sources.size());
        Set<String> training = new HashSet<>();
        record.pieces().of(StudyPiece.TRAINING).forEach(p -> training.add(p.source()));
        for (String part : List.of(StudyPiece.VALIDATION, StudyPiece.TEST)) {
            for (StudyPiece piece : record.pieces().of(part)) {
                assertFalse(training.contains(piece.source()), piece.source());
            }
        }
    }

    @Test
    void thePieceItselfIsAtNoDistance() {
        StudyResults.SoundRow truth = done.results().sound().get(0);
        assertEquals("truth", truth.kind());
        assertEquals(1, truth.measures().get("CHROMA_HISTOGRAM").estimate(), 1e-9);
        assertEquals(0, truth.measures().get("ONSET_DENSITY").estimate(), 0);
        // Eigenvalues of covariances of some hundred dB² are known to rounding.
        assertEquals(0, truth.frechet().estimate(), 1e-3);
    }

    @Test
    void differencesAreClaimedWhereIntervalsDoNotSpanZero() {
        int shown = 0;
        for (StudyResults.ArmDifference pair : done.results().differences()) {
            if (!pair.difference().verdict().label().startsWith("no")) {
                assertFalse(pair.difference().interval().holds(0), pair.toString());
                shown++;
            }
        }
        assertTrue(shown > 0, "such small networks are not all alike");
    }

    @Test
    void theSameSpecGivesTheSameNumbers() throws IOException {
        Path again = folder.resolve("again");
        StudyJob.Settings oneThread =
                new StudyJob.Settings(SmallStudy.SPEC, false, 1, StudyJob.Begin.NEW);
        new StudyJob(pieces, again, oneThread).run(org.timbrel.app.Progress.NONE, note -> {});
        assertEquals(SmallStudy.results(output), SmallStudy.results(again));
    }

    @Test
    void aStudyThatIsDoneIsReadAgain() throws IOException {
        String results = SmallStudy.results(output);
        Files.delete(new StudyFolder(output).results());
        long before = newest(output.resolve("arms"));
        SmallStudy.run(pieces, output, StudyJob.Begin.RESUME);
        assertEquals(results, SmallStudy.results(output));
        Path times = output.resolve("arms").resolve("times.json");
        Files.setLastModifiedTime(times, java.nio.file.attribute.FileTime.fromMillis(before));
        assertEquals(before, newest(output.resolve("arms")), "something was made again");
    }

    private static long newest(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            long newest = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
            }
            return newest;
        }
    }

    @Test
    void anotherSpecOrOtherPiecesAreNotGoneOnWith() throws IOException {
        StudySpec other = StudySpecFile.with(SmallStudy.SPEC, Map.of("dropout", 0.3));
        IOException differs =
                assertThrows(
                        IOException.class,
                        () -> SmallStudy.run(other, pieces, output, StudyJob.Begin.RESUME));
        assertTrue(differs.getMessage().contains("dropout 0.0, not 0.3"), differs.getMessage());

        Path moved = folder.resolve("moved");
        Path copy = folder.resolve("copy");
        SmallStudy.pieces(copy);
        StudySpec small =
                StudySpecFile.with(SmallStudy.SPEC, Map.of("arms", List.of("remi"), "seeds", 1));
        SmallStudy.run(small, copy, moved, StudyJob.Begin.NEW);
        Pieces.write(copy.resolve("3.mid"), Pieces.walk(99, 8));
        IOException changed =
                assertThrows(
                        IOException.class,
                        () -> SmallStudy.run(small, copy, moved, StudyJob.Begin.RESUME));
        assertTrue(changed.getMessage().contains("3.mid: has changed"), changed.getMessage());
        SmallStudy.run(small, copy, moved, StudyJob.Begin.ANEW);
    }

    @Test
    void everyPartIsKept() {
        for (String file :
                List.of(
                        "report.html",
                        "study.json",
                        "tables/budgets.csv",
                        "ceilings/mfcc/measures.json",
                        "arms/mfcc/seed-1/best.safetensors",
                        "arms/remi/seed-2/metrics.csv",
                        "arms/performance/seed-1/samples/measures.json",
                        "arms/pianoroll/seed-1/originality.json")) {
            assertTrue(Files.exists(output.resolve(file)), file);
        }
    }
}
