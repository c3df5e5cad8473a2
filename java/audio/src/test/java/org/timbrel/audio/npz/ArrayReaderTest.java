// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row by row what {@link NpyArrayTest} reads at once, of the same files. */
class ArrayReaderTest {

    private static final Path FOLDER = Path.of("src/test/resources/npz");

    @TempDir private Path folder;

    @Test
    void rowsOfWhatNumpyWrites() throws IOException {
        try (NpzReader npz = NpzReader.open(FOLDER.resolve("numpy-mixed.npz"))) {
            for (String name : new String[] {"c", "fortran", "big"}) {
                try (ArrayReader rows = npz.rows(name)) {
                    float[] row = new float[6];
                    for (int t = 0; t < 3; t++) {
                        assertTrue(rows.next(row, 1), name);
                        float first = 4 * t;
                        assertArrayEquals(
                                new float[] {0, first, first + 1, first + 2, first + 3, 0}, row);
                    }
                    assertFalse(rows.next(row, 0));
                    assertFalse(rows.next(row, 0));
                }
            }
            try (ArrayReader rows = npz.rows("empty")) {
                assertArrayEquals(new int[] {0, 5}, rows.shape());
                assertFalse(rows.next(new float[5], 0));
            }
            assertEquals(
                    "array ints holds <i8, not 32- or 64-bit floats",
                    assertThrows(NpyFormatException.class, () -> npz.rows("ints")).getMessage());
            assertTrue(
                    assertThrows(NpyFormatException.class, () -> npz.rows("cube"))
                            .getMessage()
                            .endsWith(", not [rows] or [rows, columns]"));
            assertThrows(NpyFormatException.class, () -> npz.rows("scalar"));
            assertThrows(NpyFormatException.class, () -> npz.rows("none"));
        }
    }

    @Test
    void rowsOfWhatIsCompressed() throws IOException {
        try (NpzReader npz = NpzReader.open(FOLDER.resolve("numpy-compressed.npz"));
                ArrayReader rows = npz.rows("zeros")) {
            float[] row = new float[rows.columns()];
            int values = 0;
            while (rows.next(row, 0)) {
                assertArrayEquals(new float[row.length], row);
                values += row.length;
            }
            assertEquals(100_000, values);
        }
    }

    /** Columns have to be held as a whole to be read as rows; rows do not. */
    @Test
    void columnsThatMemoryDoesNotTakeAreRefused() throws IOException {
        for (int columns : new int[] {1 << 15, 1 << 17}) {
            byte[] header = new NpyHeader("<f4", true, 1 << 14, columns).encode().array();
            assertEquals(
                    "has "
                            + ((long) columns << 16)
                            + " bytes of data: more than the 2 GiB that memory takes at once",
                    assertThrows(NpyFormatException.class, () -> open(header)).getMessage());
        }
        byte[] rows = new NpyHeader("<f4", false, 1 << 14, 1 << 17).encode().array();
        try (ArrayReader reader = open(rows)) {
            assertEquals(1 << 14, reader.rows());
        }
    }

    private static ArrayReader open(byte[] header) throws IOException {
        return ArrayReader.open("a", new ByteArrayInputStream(header), Long.MAX_VALUE, () -> {});
    }

    /** What the checksum alone shows is told with the last row, not after it. */
    @Test
    void damageIsToldWithTheLastRow() throws IOException {
        Path file = folder.resolve("a.npz");
        NpzFile.write(file, Map.of("a", NpyArray.ofFloats(new float[1000], 500, 2)));
        byte[] bytes = Files.readAllBytes(file);
        bytes[2000] ^= 1;
        Files.write(file, bytes);
        try (NpzReader npz = NpzReader.open(file);
                ArrayReader rows = npz.rows("a")) {
            float[] row = new float[2];
            for (int t = 0; t < 499; t++) {
                assertTrue(rows.next(row, 0));
            }
            assertEquals(
                    "array a is damaged: its checksum is not that of its bytes",
                    assertThrows(NpyFormatException.class, () -> rows.next(row, 0)).getMessage());
        }
    }
}
