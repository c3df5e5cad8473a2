// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Precision;

/** Finds out which NVIDIA GPUs can be used. */
public final class CudaProbe {

    private static final String NAME = "cuda";

    /** The least that the kernels are built for, 7.5, which computes in fp32 alone. */
    private static final int LEAST_CAPABILITY = 75;

    /** The least whose products take tf32 and bf16. */
    private static final int ROUNDING_CAPABILITY = 80;

    private CudaProbe() {}

    /**
     * The status of every GPU, {@code cuda:0} and on; where none can be listed, one entry {@code
     * cuda} that says why. Probed once for the life of the process; never throws.
     */
    public static List<DeviceStatus> probe() {
        return Found.STATUSES;
    }

    private static List<DeviceStatus> probeAll() {
        try {
            List<DeviceStatus> gpus = gpus();
            return gpus.isEmpty() ? List.of(none("no GPU was found")) : gpus;
        } catch (LinkageError | RuntimeException e) {
            return List.of(none(explain(DeviceException.deepestCause(e))));
        }
    }

    /**
     * Whatever GPU there is.
     *
     * @throws IllegalArgumentException if the environment asks for kernels that no GPU has
     */
    public static void requireEnvironment() {
        KernelChoice.ofEnvironment();
    }

    /**
     * @throws DeviceException if the GPU of that number cannot be used, with the reason
     */
    static void require(int index) {
        List<DeviceStatus> statuses = probe();
        DeviceStatus status = statuses.get(Math.min(index, statuses.size() - 1));
        if (!status.usable()) {
            throw new DeviceException(status.name() + " cannot be used: " + status.reason());
        }
        if (index >= statuses.size()) {
            throw new DeviceException(
                    "there is no cuda:%d; the last is %s".formatted(index, status.name()));
        }
    }

    /**
     * @throws DeviceException if the GPU of that number, which can be used, does not compute in
     *     that precision
     */
    static void require(int index, Precision precision) {
        if (!probe().get(index).precisions().contains(precision)) {
            throw new DeviceException(
                    ("cuda:%d computes in fp32 alone: %s takes compute capability 8.0 (use"
                                    + " --precision fp32, or --device cpu)")
                            .formatted(index, precision));
        }
    }

    private static DeviceStatus none(String reason) {
        return DeviceStatus.unusable(
                NAME,
                CudaLibrary.built() ? "CUDA kernels built" : "built without CUDA kernels",
                reason);
    }

    private static List<DeviceStatus> gpus() {
        int[] number = new int[1];
        check("cudaDriverGetVersion", cudart.cudaDriverGetVersion(number));
        if (number[0] == 0) {
            // As in containers that have the driver's library and not the driver.
            throw new DeviceException("no NVIDIA driver is running here");
        }
        String driver = version(number[0]);
        check("cudaRuntimeGetVersion", cudart.cudaRuntimeGetVersion(number));
        String runtime = version(number[0]);
        int counted = cudart.cudaGetDeviceCount(number);
        if (counted == cudart.cudaErrorInsufficientDriver) {
            throw new DeviceException(
                    ("the NVIDIA driver serves CUDA %s, but the CUDA runtime is %s: install a newer"
                                    + " driver")
                            .formatted(driver, runtime));
        }
        if (counted == cudart.cudaErrorNoDevice) {
            return List.of();
        }
        check("cudaGetDeviceCount", counted);
        int count = number[0];

        String versions = "CUDA driver %s, runtime %s".formatted(driver, runtime);
        List<DeviceStatus> statuses = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            statuses.add(gpu(index, versions));
        }
        return List.copyOf(statuses);
    }

    private static DeviceStatus gpu(int index, String versions) {
        String name = NAME + ":" + index;
        try (cudaDeviceProp gpu = new cudaDeviceProp()) {
            int result = cudart.cudaGetDeviceProperties(gpu, index);
            if (result != cudart.cudaSuccess) {
                return DeviceStatus.unusable(name, versions, CudaErrors.describe(result));
            }
            int major = attribute(cudart.cudaDevAttrComputeCapabilityMajor, index);
            int minor = attribute(cudart.cudaDevAttrComputeCapabilityMinor, index);
            String description =
                    String.format(
                            Locale.ROOT,
                            "%s, compute capability %d.%d, %.1f GiB, %s",
                            gpu.name().getString(),
                            major,
                            minor,
                            gpu.totalGlobalMem() / (double) (1L << 30),
                            versions);
            String reason = reason(major, minor);
            return reason.isEmpty()
                    ? DeviceStatus.usable(
                            name,
                            description + ", " + products(),
                            10 * major + minor < ROUNDING_CAPABILITY
                                    ? List.of(Precision.FP32)
                                    : List.of(Precision.values()),
                            KernelPlans.described(10 * major + minor))
                    : DeviceStatus.unusable(name, description, reason);
        }
    }

    private static String reason(int major, int minor) {
        if (10 * major + minor < LEAST_CAPABILITY) {
            return "compute capability %d.%d is below 7.5, the least that Timbrel has kernels for"
                    .formatted(major, minor);
        }
        try {
            CudaLibrary.require();
            return "";
        } catch (DeviceException e) {
            return e.getMessage();
        }
    }

    private static String products() {
        return Cublas.missing().isEmpty()
                ? "cuBLAS"
                : "without cuBLAS, so that large products are slow (%s)"
                        .formatted(explain(Cublas.missing()));
    }

    private static int attribute(int attribute, int index) {
        int[] value = new int[1];
        check("cudaDeviceGetAttribute", cudart.cudaDeviceGetAttribute(value, attribute, index));
        return value[0];
    }

    /** 13010 as "13.1". */
    static String version(int cudaVersion) {
        return cudaVersion / 1000 + "." + cudaVersion % 1000 / 10;
    }

    /** What the dynamic loader's message means, where it is one that users meet. */
    static String explain(String message) {
        if (message.contains("libcuda.so.1")) {
            return "no NVIDIA driver (libcuda.so.1 not found)";
        }
        for (String library : List.of("libcudart.so.13", "libcublas.so.13", "libcublasLt.so.13")) {
            if (message.contains(library)) {
                return "no CUDA 13 runtime (%s not found; put its folder on LD_LIBRARY_PATH)"
                        .formatted(library);
            }
        }
        return message;
    }

    private static void check(String call, int result) {
        if (result != cudart.cudaSuccess) {
            throw new DeviceException(
                    "%s: %s".formatted(call, cudart.cudaGetErrorString(result).getString()));
        }
    }

    /** Probes when it is first asked for, and then never again. */
    private static final class Found {
        static final List<DeviceStatus> STATUSES = probeAll();
    }
}
