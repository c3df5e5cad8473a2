// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Against files that NumPy 2.4 wrote, from f = numpy.arange(12.0).reshape(3, 4): numpy-mixed.npz by
 * savez (c, fortran, big, scalar, empty, ints, cube), numpy-compressed.npz by savez_compressed,
 * numpy-v2.npy by save.
 */
class NpyArrayTest {

    private static final Path FOLDER = Path.of("src/test/resources/npz");

    @Test
    void readsWhatNumpyWrites() throws IOException {
        Map<String, NpyArray> arrays = WholeFile.read(FOLDER.resolve("numpy-mixed.npz"));
        float[] counting = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
        for (String name : List.of("c", "fortran", "big")) {
            assertArrayEquals(new int[] {3, 4}, arrays.get(name).shape(), name);
            assertArrayEquals(counting, arrays.get(name).floats(), name);
        }
        assertEquals("grüße", arrays.get("scalar").text());
        assertArrayEquals(new int[] {0, 5}, arrays.get("empty").shape());
        assertArrayEquals(new float[0], arrays.get("empty").floats());
        assertEquals(
                "holds <i8, not 32- or 64-bit floats",
                assertThrows(NpyFormatException.class, () -> arrays.get("ints").floats())
                        .getMessage());
        assertThrows(NpyFormatException.class, () -> arrays.get("cube").floats());
        assertThrows(NpyFormatException.class, () -> arrays.get("c").text());
        assertArrayEquals(counting, NpyFile.read(FOLDER.resolve("numpy-v2.npy")).floats());
        assertEquals(
                100_000,
                WholeFile.read(FOLDER.resolve("numpy-compressed.npz"))
                        .get("zeros")
                        .floats()
                        .length);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "77", "1000003"})
    void headersAreAlignedAndComeBack(int size) throws IOException {
        NpyArray array = NpyArray.ofFloats(new float[size], size, 1);
        byte[] header = array.header().encode().array();
        assertEquals(0, header.length % 64);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(header);
        bytes.write(new byte[4 * size]);
        NpyArray back = NpyFile.read(new ByteArrayInputStream(bytes.toByteArray()), bytes.size());
        assertArrayEquals(new int[] {size, 1}, back.shape());
    }

    private static String refusal(String header) {
        byte[] text = header.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.write(text.length & 255);
        bytes.write(text.length >> 8);
        bytes.writeBytes(text);
        return assertThrows(
                        NpyFormatException.class,
                        () -> NpyFile.read(new ByteArrayInputStream(bytes.toByteArray()), 10_000))
                .getMessage();
    }

    /** Shapes that would take memory or overflow are refused from the header alone. */
    @Test
    void hugeAndMalformedHeadersTakeNoMemory() {
        String f4 = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
        assertEquals(
                "does not hold the 1600000000 bytes of <f4 [20000, 20000]",
                refusal(f4 + "(20000, 20000), }"));
        assertEquals(
                "does not hold the 40000000000 bytes of <f4 [100000, 100000]",
                refusal(f4 + "(100000, 100000), }"));
        assertEquals(
                "has shape (999999999999999999,), larger than any array",
                refusal(f4 + "(999999999999999999,), }"));
        assertEquals(
                "has a header that is not understood: " + f4 + "(-1,), }",
                refusal(f4 + "(-1,), }"));
        assertEquals(
                "has a header that is not understood: {'descr': '|O', 'fortran_order': False,"
                        + " 'shape': (), }",
                refusal("{'descr': '|O', 'fortran_order': False, 'shape': (), }"));
        assertEquals("has a header that is not understood: ", refusal(""));
    }
}
