// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.cuda.cudart.cudaDeviceProp;
import org.bytedeco.cuda.global.cudart;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceStatus;

/** Finds out which NVIDIA GPUs can be used. */
public final class CudaProbe {

    private static final String NAME = "cuda";
    private static final String KERNELS = "linux-x86_64/libtimbrel_cuda.so.3";

    private CudaProbe() {}

    /**
     * The status of every GPU, {@code cuda:0} and on; where none can be listed, one entry {@code
     * cuda} that says why. Never throws.
     */
    public static List<DeviceStatus> probe() {
        boolean kernels = CudaProbe.class.getResource(KERNELS) != null;
        String build = kernels ? "CUDA kernels built" : "built without CUDA kernels";
        try {
            return gpus(kernels);
        } catch (LinkageError | RuntimeException e) {
            String reason = explain(DeviceException.deepestCause(e));
            return List.of(DeviceStatus.unusable(NAME, build, reason));
        }
    }

    private static List<DeviceStatus> gpus(boolean kernels) {
        int[] number = new int[1];
        check("cudaGetDeviceCount", cudart.cudaGetDeviceCount(number));
        int count = number[0];
        check("cudaDriverGetVersion", cudart.cudaDriverGetVersion(number));
        String driver = version(number[0]);
        check("cudaRuntimeGetVersion", cudart.cudaRuntimeGetVersion(number));
        String runtime = version(number[0]);

        List<DeviceStatus> statuses = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            String name = NAME + ":" + index;
            try (cudaDeviceProp gpu = new cudaDeviceProp()) {
                check("cudaGetDeviceProperties", cudart.cudaGetDeviceProperties(gpu, index));
                String description =
                        String.format(
                                Locale.ROOT,
                                "%s, compute capability %d.%d, %.1f GiB, CUDA driver %s,"
                                        + " runtime %s",
                                gpu.name().getString(),
                                gpu.major(),
                                gpu.minor(),
                                gpu.totalGlobalMem() / (double) (1L << 30),
                                driver,
                                runtime);
                statuses.add(
                        kernels
                                ? DeviceStatus.unusable(
                                        name,
                                        description,
                                        "training and generation do not use it yet")
                                : DeviceStatus.unusable(
                                        name,
                                        description,
                                        "built without CUDA kernels; build Timbrel with nvcc on the"
                                                + " PATH"));
            }
        }
        return statuses;
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
        if (message.contains("libcudart.so.13")) {
            return "no CUDA 13 runtime (libcudart.so.13 not found; put its folder on"
                    + " LD_LIBRARY_PATH)";
        }
        return message;
    }

    private static void check(String call, int result) {
        if (result != cudart.cudaSuccess) {
            throw new DeviceException(
                    "%s: %s".formatted(call, cudart.cudaGetErrorString(result).getString()));
        }
    }
}
