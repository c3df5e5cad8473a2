// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows in memory and in the temporary file; 65,536 values are what memory holds. */
class ArraySpoolTest {

    @TempDir private Path folder;

    private static float[] counting(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = i - 7;
        }
        return values;
    }

    private ArraySpool filled(float[] values, int columns) throws IOException {
        ArraySpool spool = ArraySpool.ofRows(folder, columns);
        for (int at = 0; at < values.length; at += columns) {
            spool.append(values, at);
        }
        return spool;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3",
        "1, 1",
        "5, 7",
        "65536, 1",
        "65537, 1",
        "200001, 3",
        "9, 65536",
        "40, 50001",
        "5, 65537"
    })
    void givesBackWhatItTook(int rows, int columns) throws IOException {
        float[] values = counting(rows, columns);
        try (ArraySpool spool = filled(values, columns)) {
            assertEquals(rows, spool.rows());
            float[] row = new float[columns];
            for (int pass = 0; pass < 2; pass++) {
                ArraySpool.Rows read = spool.read();
                for (int t = 0; t < rows; t++) {
                    assertTrue(read.next(row));
                    assertEquals(values[t * columns], row[0]);
                    assertEquals(values[(t + 1) * columns - 1], row[columns - 1]);
                }
                assertFalse(read.next(row));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "200001, 3"})
    void isWrittenAsTheSameArrayInMemoryIs(int rows, int columns) throws IOException {
        float[] values = counting(rows, columns);
        Path whole = folder.resolve("whole.npz");
        NpzFile.write(whole, Map.of("a", NpyArray.ofFloats(values, rows, columns)));
        try (ArraySpool spool = filled(values, columns)) {
            Path spooled = folder.resolve("spooled.npz");
            NpzFile.write(spooled, Map.of("a", spool));
            assertEquals(-1, Files.mismatch(whole, spooled));
        }
    }

    @Test
    void singleValuesHaveOneDimension() throws IOException {
        Path file = folder.resolve("a.npz");
        try (ArraySpool spool = ArraySpool.ofValues(folder)) {
            spool.append(new float[] {1, 2, 3}, 1);
            spool.append(new float[] {4}, 0);
            NpzFile.write(file, Map.of("a", spool));
        }
        NpyArray array = WholeFile.read(file).get("a");
        assertArrayEquals(new int[] {2}, array.shape());
        assertArrayEquals(new float[] {2, 4}, array.floats());
    }

    /** Not even a killed process leaves what has no name. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theTemporaryFileHasNoName() throws IOException {
        Path below = folder.resolve("new/folder");
        try (ArraySpool spool = ArraySpool.ofRows(below, 1000)) {
            spool.append(new float[1000], 0);
            assertFalse(Files.exists(below), "not made before it is needed");
            for (int t = 0; t < 100; t++) {
                spool.append(new float[1000], 0);
            }
            try (Stream<Path> files = Files.list(below)) {
                assertEquals(0, files.count());
            }
        }
    }

    @Test
    void aFolderThatCannotBeIsOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "no folder");
        try (ArraySpool spool = ArraySpool.ofRows(file, 60_000)) {
            spool.append(new float[60_000], 0);
            SpoolException e =
                    assertThrows(SpoolException.class, () -> spool.append(new float[60_000], 0));
            assertEquals(
                    "no temporary file can be made beside it: a file stands where a folder should"
                            + " be",
                    e.getMessage());
        }
    }

    @Test
    void columnsHaveALimit() {
        assertThrows(IllegalArgumentException.class, () -> ArraySpool.ofRows(folder, 0));
        assertThrows(
                IllegalArgumentException.class, () -> ArraySpool.ofRows(folder, (1 << 20) + 1));
    }
}
