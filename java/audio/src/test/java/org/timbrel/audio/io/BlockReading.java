// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;

/** Reads as callers with small and large blocks do, and holds the reader to its contract. */
final class BlockReading {

    private BlockReading() {}

    /** Reads to the end in blocks of {@code length}, at an offset, then closes. */
    static float[] all(SampleReader reader, int length) throws IOException {
        try (reader) {
            float[] block = new float[length + 3];
            float[] out = new float[0];
            int total = 0;
            assertTrue(reader.read(block, 1, 0) == 0, "an empty read gives 0");
            for (int n = reader.read(block, 3, length); n >= 0; n = reader.read(block, 3, length)) {
                assertTrue(n >= 1 && n <= length, "count " + n);
                if (total + n > out.length) {
                    out = Arrays.copyOf(out, 2 * (total + n));
                }
                System.arraycopy(block, 3, out, total, n);
                total += n;
            }
            assertTrue(reader.read(block, 3, length) == -1, "the end stays the end");
            return Arrays.copyOf(out, total);
        }
    }
}
