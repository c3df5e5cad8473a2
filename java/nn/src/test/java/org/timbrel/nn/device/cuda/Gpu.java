// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import org.junit.jupiter.api.Assumptions;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Precision;

/** The first GPU, real or emulated; tests without one say that they were skipped, and why. */
public final class Gpu {

    private Gpu() {}

    public static Device open() {
        return open(Precision.FP32);
    }

    public static Device open(Precision precision) {
        DeviceStatus status = CudaProbe.probe().get(0);
        Assumptions.assumeTrue(status.usable(), () -> "skipped, no GPU: " + status.reason());
        return CudaDevice.open(0, new DeviceOptions(precision, 0));
    }

    /**
     * One that is asked for some kernels, as the environment would.
     *
     * @param kernels as TIMBREL_CUDA_KERNELS calls them
     */
    public static Device open(Precision precision, String kernels) {
        open(precision).close(); // or says why it is skipped
        return CudaDevice.open(0, new DeviceOptions(precision, 0), KernelChoice.of(kernels));
    }

    /** Whether the GPU is the emulated one of these tests. */
    public static boolean isEmulated() {
        return System.getProperty("timbrel.emulated") != null;
    }
}
