// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatRingTest {

    /** Pieces of any size, past the end of the array many times, between two threads. */
    @Test
    void keepsTheOrder() throws InterruptedException {
        int total = 100_000;
        FloatRing ring = new FloatRing(37);
        Thread writer =
                new Thread(
                        () -> {
                            Random sizes = new Random(1);
                            float[] piece = new float[37];
                            for (int at = 0; at < total; ) {
                                int count = Math.min(sizes.nextInt(38), total - at);
                                if (count > ring.writable()) {
                                    Thread.onSpinWait();
                                    continue;
                                }
                                for (int k = 0; k < count; k++) {
                                    piece[k] = at + k;
                                }
                                ring.write(piece, count);
                                at += count;
                            }
                        });
        writer.start();
        Random sizes = new Random(2);
        float[] out = new float[40];
        for (int at = 0; at < total; ) {
            int count = Math.min(sizes.nextInt(38), ring.readable());
            ring.read(out, 3, count);
            for (int k = 0; k < count; k++) {
                assertEquals(at + k, out[3 + k]);
            }
            at += count;
        }
        writer.join();
        assertEquals(total, ring.written());
        assertEquals(37, ring.writable());
    }

    @Test
    void holdsNoMoreThanItCan() {
        FloatRing ring = new FloatRing(4);
        ring.write(new float[3], 3);
        assertThrows(IllegalStateException.class, () -> ring.write(new float[2], 2));
        assertThrows(IllegalStateException.class, () -> ring.read(new float[4], 0, 4));
    }
}
