// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.InputException;

class StudySpecTest {

    @TempDir private Path folder;

    @Test
    void defaultsAreInRange() {
        StudySpec.FULL.check();
        StudySpec.QUICK.check();
    }

    @Test
    void aFileChangesWhatItNames() throws IOException {
        Path file =
                Files.writeString(folder.resolve("a.json"), "{\"seeds\": 5, \"cell\": \"gru\"}");
        StudySpec read = StudySpecFile.with(StudySpec.FULL, file);
        assertEquals(StudySpecFile.with(StudySpec.FULL, Map.of("seeds", 5, "cell", "gru")), read);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), read.runSeeds());
    }

    @Test
    void whatIsUnknownIsNamedWithTheNearest() {
        assertEquals(
                "there is no field primerSecond; the nearest is primerSeconds",
                refused(Map.of("primerSecond", 3)));
        assertEquals(
                "there is no field learning_rate; the nearest is learningRate",
                refused(Map.of("learning_rate", 3)));
    }

    private static String refused(Map<String, ?> changes) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> StudySpecFile.with(StudySpec.FULL, changes).check())
                .getMessage();
    }

    @Test
    void valuesAreRefusedWithTheirLimits() {
        assertEquals("seeds 0 is outside 1..100", refused(Map.of("seeds", 0)));
        assertEquals(
                "validPart 0.5 and testPart 0.5 leave nothing to train on: both together must be below 1",
                refused(Map.of("validPart", 0.5, "testPart", 0.5)));
        assertEquals(
                "representation wav is none of mfcc, remi, performance, pianoroll",
                refused(Map.of("arms", List.of("wav"))));
        assertEquals("cell lstn is none of lstm, gru, rnn", refused(Map.of("cell", "lstn")));
        assertEquals(
                "vocoder mosaic is none of phase, griffin-lim, noise",
                refused(Map.of("vocoder", "mosaic")));
    }

    @Test
    void filesThatAreNoSpecAreNamed() throws IOException {
        assertEquals("is not a JSON object", inFile("[]"));
        assertEquals(
                "there is no field tesPart; the nearest is testPart", inFile("{\"tesPart\": 1}"));
        assertEquals("primerSeconds -1.0 must be above 0", inFile("{\"primerSeconds\": -1}"));
    }

    private String inFile(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("spec.json"), text);
        return assertThrows(InputException.class, () -> StudySpecFile.with(StudySpec.FULL, file))
                .getCause()
                .getMessage();
    }

    /** Every field is documented with its default. */
    @Test
    void theProtocolNamesEveryField() throws IOException {
        String page = Files.readString(Path.of("STUDY.md"));
        StudySpecFile.write(StudySpec.FULL)
                .fieldNames()
                .forEachRemaining(field -> assertTrue(page.contains("`" + field + "`"), field));
        for (String field :
                List.of(
                        "parameters",
                        "secondsSeen",
                        "sampleSeconds",
                        "learningRate",
                        "snapshots")) {
            String full = StudySpecFile.write(StudySpec.FULL).get(field).asText();
            String quick = StudySpecFile.write(StudySpec.QUICK).get(field).asText();
            String row = page.lines().filter(l -> l.contains("`" + field + "`")).findFirst().get();
            assertTrue(row.contains(plain(full)) && row.contains(plain(quick)), row);
        }
    }

    private static String plain(String number) {
        return number.endsWith(".0") ? number.substring(0, number.length() - 2) : number;
    }
}
