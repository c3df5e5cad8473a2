// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KernelPlanTest {

    private static final long[] NUMBERS = {2, 16, 32, 8, 7, 16, 98_304, 1};

    private static long[] words(String why) {
        ByteBuffer bytes =
                ByteBuffer.allocate(KernelPlan.WORDS * Long.BYTES).order(ByteOrder.nativeOrder());
        bytes.asLongBuffer().put(NUMBERS);
        bytes.position(NUMBERS.length * Long.BYTES).put(why.getBytes(StandardCharsets.UTF_8));
        long[] words = new long[KernelPlan.WORDS];
        bytes.rewind().asLongBuffer().get(words);
        return words;
    }

    /** 8 numbers and 232 bytes, as timbrel.h has them. */
    @Test
    void isReadAsTheLibraryWritesIt() {
        assertEquals(37, KernelPlan.WORDS);
        KernelPlan plan = KernelPlan.of(words("7 teams, \u00b5s"));
        assertEquals(
                new KernelPlan(Kernels.GRID, 16, 32, 8, 7, 16, 98_304, true, "7 teams, \u00b5s"),
                plan);
        assertArrayEquals(NUMBERS, Arrays.copyOf(plan.fields(), NUMBERS.length));
    }

    /** Words that fill their place to its end. */
    @Test
    void longWordsEndWithTheirPlace() {
        assertEquals("x".repeat(232), KernelPlan.of(words("x".repeat(232))).why());
    }

    @Test
    void thePlainKernelsNeedNoPlan() {
        assertNull(KernelPlan.plain("because").fields());
        assertEquals("because", KernelPlan.plain("because").why());
    }

    @Test
    void otherKernelsAreRefused() {
        long[] words = words("");
        words[0] = 4;
        assertThrows(IllegalArgumentException.class, () -> KernelPlan.of(words));
    }
}
