// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.model.StreamSlots;

/** Kernels whose blocks wait for each other can be stopped, and say when they gave up. */
@Tag("gpu")
class StopTest {

    /**
     * What a kernel writes that gave up is the same line for everybody, whoever asks first, until
     * the queue is closed; the GPU is still there for others.
     */
    @Test
    void aKernelThatGaveUpIsOneLineForAll() throws Exception {
        ExecutorService another = Executors.newSingleThreadExecutor();
        try (Device gpu = Gpu.open();
                Tensor some = gpu.zeros(3);
                GpuQueue queue = new GpuQueue(0)) {
            queue.use(queue::await);
            queue.signal().put(1, 1);
            String line = failure(queue, queue::await);
            assertTrue(line.startsWith("cuda:0: a kernel was stopped, or"), line);
            assertEquals(line, failure(queue, () -> {}));
            assertEquals(line, another.submit(() -> failure(queue, queue::await)).get());
            assertArrayEquals(new float[3], some.toArray());
        } finally {
            another.shutdown();
        }
        try (GpuQueue anew = new GpuQueue(0)) {
            anew.use(anew::await);
        }
    }

    private static String failure(GpuQueue queue, Runnable work) {
        return assertThrows(DeviceException.class, () -> queue.use(work)).getMessage();
    }

    /** So many steps take longer than the test waits. */
    @Test
    void closingStopsWhatIsGenerating() throws Exception {
        NetworkSpec spec = new NetworkSpec(3, 1, 32, 0, 0, new Head.MeanSquared());
        Device gpu = Gpu.open(Precision.FP32, "grid");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        try (Parameters parameters = new Parameters(gpu, spec);
                StreamSlots slots = new StreamSlots(gpu, parameters, 1)) {
            slots.open(0, 1, 1, Sampling.at(1));
            int steps = Gpu.isEmulated() ? 1 << 15 : 1 << 22;
            float[] out = new float[3 * steps];
            Future<?> generating =
                    thread.submit(
                            () -> {
                                begun.countDown();
                                slots.generate(steps, out);
                            });
            begun.await();
            TimeUnit.MILLISECONDS.sleep(300);
            gpu.close();
            ExecutionException failure =
                    assertThrows(
                            ExecutionException.class, () -> generating.get(30, TimeUnit.SECONDS));
            assertTrue(failure.getCause() instanceof DeviceException, failure::toString);
        } finally {
            thread.shutdownNow();
        }
    }
}
