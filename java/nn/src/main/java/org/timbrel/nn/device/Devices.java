// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.nn.device.cpu.CpuDevice;
import org.timbrel.nn.device.cpu.CpuProbe;
import org.timbrel.nn.device.cuda.CudaDevice;
import org.timbrel.nn.device.cuda.CudaProbe;

/** The devices of this machine. */
public final class Devices {

    private Devices() {}

    /**
     * What can compute here: the CPU first, then every GPU; where no GPU can be used, one entry
     * {@code cuda} that says why. Probed once for the life of the process; never throws.
     *
     * @return an unmodifiable list, never empty
     */
    public static List<DeviceStatus> probe() {
        return Found.STATUSES;
    }

    /**
     * Whether or not there is a GPU here.
     *
     * @throws IllegalArgumentException if TIMBREL_CUDA_KERNELS asks for kernels that no GPU has
     */
    public static void requireEnvironment() {
        CudaProbe.requireEnvironment();
    }

    /** Opens a device with {@link DeviceOptions#DEFAULT}; the caller closes it. */
    public static Device open(String name) {
        return open(name, DeviceOptions.DEFAULT);
    }

    /**
     * Opens a device; the caller closes it.
     *
     * @param name {@code cpu}, {@code cuda} or {@code cuda:0} and on, or {@code auto}: the first
     *     GPU that can be used and whose kernels pass the self-test, else the CPU
     * @throws DeviceException if that device cannot be used here, or not with these options
     * @throws IllegalArgumentException if no device can have that name; or, but for the CPU, where
     *     {@link #requireEnvironment} throws it
     */
    public static Device open(String name, DeviceOptions options) {
        if (name.equals("cpu")) {
            return CpuDevice.open(options);
        }
        requireEnvironment();
        if (name.equals("auto")) {
            return Gpus.firstGood(options).orElseGet(() -> CpuDevice.open(options));
        }
        if (!name.matches("cuda(:\\d{1,3})?")) {
            throw new IllegalArgumentException(
                    "there is no device %s; there are auto, cpu, cuda and cuda:0 and on"
                            .formatted(name));
        }
        return CudaDevice.open(
                name.equals("cuda") ? 0 : Integer.parseInt(name.substring("cuda:".length())),
                options);
    }

    /** Probes when it is first asked for, and then never again. */
    private static final class Found {
        static final List<DeviceStatus> STATUSES = probeAll();

        private static List<DeviceStatus> probeAll() {
            List<DeviceStatus> statuses = new ArrayList<>();
            statuses.add(CpuProbe.probe());
            statuses.addAll(CudaProbe.probe());
            return List.copyOf(statuses);
        }
    }
}
