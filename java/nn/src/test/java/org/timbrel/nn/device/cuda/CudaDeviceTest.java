// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceMemoryException;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.Indices;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.Tensor;

/** Memory, copies, recordings and the life of a GPU's device. */
@Tag("gpu")
class CudaDeviceTest {

    private Device gpu;

    @BeforeEach
    void open() {
        gpu = Gpu.open();
    }

    @AfterEach
    void close() {
        if (gpu != null) {
            gpu.close();
        }
    }

    private static float[] count(int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i + 0.5f;
        }
        return values;
    }

    /** None, one, a page of the staging memory, and what does not fill a second and a third. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, Staging.PAGE_BYTES / 4, 2 * Staging.PAGE_BYTES / 4 + 13})
    void copiesThereAndBack(int size) {
        float[] values = count(size);
        try (Tensor tensor = gpu.zeros(size);
                Tensor other = gpu.zeros(size)) {
            assertArrayEquals(new float[size], tensor.toArray());
            tensor.copyFrom(values);
            other.copyFrom(tensor);
            tensor.zero();
            assertArrayEquals(values, other.toArray());
            assertArrayEquals(new float[size], tensor.toArray());
        }
    }

    @Test
    void copiesPartsOfBuffersAndViews() {
        try (Tensor tensor = gpu.zeros(4, 5)) {
            FloatBuffer source = FloatBuffer.wrap(count(9)).position(2).limit(7);
            tensor.view(10, 5).copyFrom(source);
            assertEquals(2, source.position());
            FloatBuffer target = FloatBuffer.allocate(8).position(1).limit(6);
            tensor.view(10, 5).copyTo(target);
            assertEquals(1, target.position());
            assertArrayEquals(new float[] {0, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 0, 0}, target.array());
        }
    }

    @Test
    void copiesIntegersAndDoubles() {
        try (Indices indices = gpu.indices(3, -4, Long.MAX_VALUE);
                Indices none = gpu.indices();
                Doubles doubles = gpu.doubles(0.1, -1e300)) {
            long[] values = new long[3];
            indices.copyTo(values);
            assertArrayEquals(new long[] {3, -4, Long.MAX_VALUE}, values);
            assertEquals(0, none.size());
            assertArrayEquals(new double[] {0.1, -1e300}, doubles.toArray());
        }
    }

    @Test
    void aRecordingReadsWhatItsArraysHoldNow() {
        try (Tensor a = gpu.zeros(2, 2);
                Tensor b = gpu.zeros(2, 2);
                Tensor sum = gpu.zeros(2, 2);
                Recording recording = gpu.record(() -> gpu.gemm(false, false, true, a, b, sum))) {
            b.copyFrom(1, 0, 0, 1);
            for (int run = 1; run <= 5; run++) {
                a.copyFrom(run, 0, 0, 2 * run);
                recording.run();
            }
            assertArrayEquals(new float[] {15, 0, 0, 30}, sum.toArray());
        }
    }

    @Test
    void recordedWorkMustNotTouchTheHost() {
        try (Tensor tensor = gpu.zeros(3);
                Recording writes = gpu.record(() -> tensor.copyFrom(1, 2, 3))) {
            writes.run();
            IllegalStateException refused = assertThrows(IllegalStateException.class, writes::run);
            assertTrue(refused.getMessage().contains("recorded"), refused::getMessage);
            tensor.copyFrom(4, 5, 6);
            assertArrayEquals(new float[] {4, 5, 6}, tensor.toArray());
        }
    }

    @Test
    void threadsShareIt() throws InterruptedException {
        int threads = 4;
        CountDownLatch begin = new CountDownLatch(1);
        float[][] results = new float[threads][];
        Thread[] workers =
                IntStream.range(0, threads)
                        .mapToObj(index -> new Thread(() -> results[index] = work(index, begin)))
                        .toArray(Thread[]::new);
        for (Thread worker : workers) {
            worker.start();
        }
        begin.countDown();
        for (int index = 0; index < threads; index++) {
            workers[index].join();
            float value = 20f * index;
            assertArrayEquals(new float[] {value, value, value, value}, results[index]);
        }
    }

    private float[] work(int index, CountDownLatch begin) {
        try (Tensor a = gpu.zeros(2, 1);
                Tensor b = gpu.zeros(1, 2);
                Tensor c = gpu.zeros(2, 2);
                Recording recording = gpu.record(() -> gpu.gemm(false, false, true, a, b, c))) {
            a.copyFrom(index, index);
            b.copyFrom(1, 1);
            begin.await();
            for (int run = 0; run < 20; run++) {
                recording.run();
            }
            return c.toArray();
        } catch (InterruptedException e) {
            return new float[0];
        }
    }

    @Test
    void saysHowMuchMemoryThereIsWhereItDoesNotSuffice() {
        DeviceMemoryException none =
                assertThrows(DeviceMemoryException.class, () -> gpu.zeros(1L << 40));
        assertTrue(
                none.getMessage()
                        .matches(
                                "cuda:0 has no room for a tensor \\[1099511627776\\]"
                                        + " \\(4194304\\.0 MiB\\): \\d+\\.\\d MiB of its \\d+\\.\\d MiB are"
                                        + " free; .*"),
                none::getMessage);
        try (Tensor after = gpu.zeros(3)) {
            assertArrayEquals(new float[3], after.toArray());
        }
    }

    @Test
    void refusesTensorsOfOthers() {
        try (Device cpu = Devices.open("cpu");
                Tensor foreign = cpu.zeros(2, 2);
                Tensor own = gpu.zeros(2, 2)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> gpu.gemm(false, false, false, own, foreign, own));
        }
    }

    @Test
    void closesTwiceAndThenRefusesWork() {
        gpu.close();
        gpu.close();
        IllegalStateException closed =
                assertThrows(IllegalStateException.class, () -> gpu.zeros(1));
        assertEquals("cuda:0 is closed", closed.getMessage());
    }
}
