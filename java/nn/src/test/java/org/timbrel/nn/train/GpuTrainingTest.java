// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.cuda.Gpu;

/** A whole training run on a GPU: dropout, ragged lanes, carried state, validation, checkpoints. */
@Tag("gpu")
class GpuTrainingTest {

    private static TrainingResult run(Device device, Path folder) throws IOException {
        try (Trainer trainer = SmallRun.begin(device, SmallRun.spec().steps(10).build(), folder)) {
            return trainer.run(TrainingListener.NONE);
        }
    }

    @Test
    void trainsAsTheCpuDoes(@TempDir Path folder) throws IOException {
        try (Device gpu = Gpu.open();
                Device cpu = SmallRun.device()) {
            TrainingResult onGpu = run(gpu, folder.resolve("gpu"));
            TrainingResult onCpu = run(cpu, folder.resolve("cpu"));
            assertEquals(onCpu.steps(), onGpu.steps());
            // Masks and draws are the same bits; ten steps carry on what sums round differently.
            assertEquals(onCpu.testLoss(), onGpu.testLoss(), 1e-3 * Math.abs(onCpu.testLoss()));
            assertEquals("cuda:0", onGpu.device());
        }
    }

    @Test
    void theSameRunGivesTheSameWeights(@TempDir Path folder) throws IOException {
        try (Device gpu = Gpu.open()) {
            run(gpu, folder.resolve("once"));
            run(gpu, folder.resolve("again"));
            assertArrayEquals(
                    Files.readAllBytes(folder.resolve("once/best.safetensors")),
                    Files.readAllBytes(folder.resolve("again/best.safetensors")));
        }
    }
}
