// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("device")
class ReadBackTest {

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    /** Two of them, each begun before the other is taken, of different sizes. */
    @Test
    void readsWhatStoodWhenItWasBegun() {
        float[] values = counted(3000);
        try (Tensor first = device.zeros(3000);
                Tensor second = device.zeros(7);
                ReadBack one = device.readBack(3000);
                ReadBack other = device.readBack(7)) {
            float[] target = new float[3001];
            for (int round = 1; round < 5; round++) {
                values[0] = -round;
                first.copyFrom(values);
                one.begin(first, round == 4 ? 0 : 3000);
                second.copyFrom(1, 2, 3, 4, 5, 6, round);
                other.begin(second, 7);
                Arrays.fill(target, -1);
                one.take(target);
                float[] expected = Arrays.copyOf(values, 3001);
                expected[3000] = -1;
                if (round == 4) {
                    Arrays.fill(expected, -1);
                }
                assertArrayEquals(expected, target);
                float[] few = new float[7];
                other.take(few);
                assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, round}, few);
            }
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        try (Tensor tensor = device.zeros(4);
                ReadBack readBack = device.readBack(5);
                Device another = TestDevice.open();
                Tensor foreign = another.zeros(4)) {
            float[] target = new float[4];
            assertEquals("nothing is read: begin first", illegal(() -> readBack.take(target)));
            assertEquals("count 6 is outside 0..5", refusal(() -> readBack.begin(tensor, 6)));
            assertEquals("count -1 is outside 0..5", refusal(() -> readBack.begin(tensor, -1)));
            assertEquals("most -1 is below 0", refusal(() -> device.readBack(-1)));
            assertEquals(
                    "source holds 4 elements, but the values needs 5 at tensor [4]",
                    refusal(() -> readBack.begin(tensor, 5)));
            refusal(() -> readBack.begin(foreign, 4));
            readBack.begin(tensor, 4);
            assertEquals(
                    "4 values are read already: take them first",
                    illegal(() -> readBack.begin(tensor, 1)));
            assertEquals(
                    "the target holds 3 values, but 4 are read",
                    refusal(() -> readBack.take(new float[3])));
            readBack.take(target);
            readBack.begin(tensor, 1); // and is closed with this under way
        }
    }

    /** Whoever waits keeps nobody from the device, and needs nobody to be done with it. */
    @Test
    @Timeout(60)
    void isTakenWhileAnotherThreadHasTheDevice() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CountDownLatch has = new CountDownLatch(1);
        CountDownLatch taken = new CountDownLatch(1);
        try (Tensor tensor = device.zeros(2);
                ReadBack readBack = device.readBack(2);
                Recording recording =
                        device.record(
                                () -> {
                                    has.countDown();
                                    await(taken);
                                })) {
            tensor.copyFrom(1, 2);
            readBack.begin(tensor, 2);
            Future<?> other = thread.submit(recording::run);
            await(has);
            float[] target = new float[2];
            readBack.take(target);
            taken.countDown();
            assertArrayEquals(new float[] {1, 2}, target);
            other.get();
        } finally {
            thread.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertEquals(true, latch.await(30, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Many small copies behind one another, among large ones, each where it belongs. */
    @Test
    @SuppressWarnings("try") // closes one before its time
    void smallCopiesDoNotTakeEachOthersPlace() {
        int size = 3 << 20;
        float[] large = counted(size);
        Indices indices = device.indices(new long[5000]);
        try (Tensor tensor = device.zeros(size)) {
            long[] expected = new long[5000];
            for (int k = 0; k < expected.length; k++) {
                expected[k] = 7L * k;
                indices.view(k, 1).copyFrom(expected[k]);
                if (k == 100 || k == 4000) {
                    large[k] = k;
                    tensor.copyFrom(large);
                }
            }
            long[] found = new long[5000];
            indices.copyTo(found);
            assertArrayEquals(expected, found);
            assertArrayEquals(large, tensor.toArray());
            long[] one = new long[1];
            indices.view(17, 20).view(3, 1).copyTo(one);
            assertEquals(140, one[0]);
            assertEquals(
                    "elements 4999..5001 are outside indices [5000]",
                    refusal(() -> indices.view(4999, 2)));
            Indices view = indices.view(0, 2);
            view.close();
            indices.copyTo(found);
            indices.close();
            assertThrows(IllegalStateException.class, () -> view.copyFrom(1, 2));
        }
    }

    private static float[] counted(int count) {
        float[] values = new float[count];
        for (int k = 0; k < count; k++) {
            values[k] = k;
        }
        return values;
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    private static String illegal(Runnable call) {
        return assertThrows(IllegalStateException.class, call::run).getMessage();
    }
}
