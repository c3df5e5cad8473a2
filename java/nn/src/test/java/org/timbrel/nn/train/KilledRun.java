// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.timbrel.nn.device.Device;

/** What {@link KillTest} runs in a process of its own and kills. */
public final class KilledRun {

    /** As second argument: trains until it is interrupted. */
    static final String ENDLESS = "endless";

    private KilledRun() {}

    static TrainingSpec spec() {
        return SmallRun.spec().steps(60).build();
    }

    static TrainingSpec endless() {
        return SmallRun.spec()
                .schedule(Schedule.CONSTANT)
                .steps(1_000_000)
                .checkpointEvery(1_000_000)
                .build();
    }

    /** Trains in the folder {@code arguments[0]}, from where it stands to the end. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        if (arguments.length == 1) {
            SmallRun.run(spec(), folder);
            return;
        }
        CountDownLatch saved = new CountDownLatch(1);
        try (Device device = SmallRun.device();
                Trainer trainer = SmallRun.begin(device, endless(), folder)) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        trainer.stop();
                                        awaitQuietly(saved);
                                    }));
            trainer.run(TrainingListener.NONE);
        } finally {
            saved.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
