// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.timbrel.nn.device.selftest.SelfTest;

/** Chooses among this machine's GPUs. */
final class Gpus {

    private static final Logger LOG = System.getLogger(Gpus.class.getName());

    /** What is wrong with a GPU's kernels in a precision; "" where nothing is. Tested once. */
    private static final Map<String, String> FAILURES = new ConcurrentHashMap<>();

    private Gpus() {}

    /**
     * Opens the first GPU that can be used and whose kernels pass the self-test. What is passed
     * over is said in one line.
     */
    static Optional<Device> firstGood(DeviceOptions options) {
        for (DeviceStatus status : Devices.probe()) {
            if (status.usableGpu()) {
                Optional<Device> gpu = tested(status.name(), options);
                if (gpu.isPresent()) {
                    return gpu;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Device> tested(String name, DeviceOptions options) {
        try {
            Device gpu = Devices.open(name, options);
            String failure = failure(gpu);
            if (failure.isEmpty()) {
                return Optional.of(gpu);
            }
            gpu.close();
            pass(name, failure + " (`timbrel devices --self-test` tests all)");
        } catch (DeviceException e) {
            pass(name, e.getMessage());
        }
        return Optional.empty();
    }

    /** Closes the GPU if its test cannot be made. */
    private static String failure(Device gpu) {
        try {
            return FAILURES.computeIfAbsent(
                    gpu.name() + " " + gpu.precision(),
                    key -> SelfTest.firstFailure(gpu).orElse(""));
        } catch (RuntimeException e) {
            try (gpu) {
                throw e;
            }
        }
    }

    private static void pass(String name, String reason) {
        LOG.log(Level.WARNING, "{0} is not used: {1}", name, reason);
    }
}
