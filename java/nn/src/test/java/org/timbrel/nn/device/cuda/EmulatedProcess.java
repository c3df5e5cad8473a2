// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device.cuda;

import java.util.Arrays;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceMemoryException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.DeviceStatus;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.NetworkShape;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.Tensor;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.model.Parameters;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.model.StreamSlots;

/** The other side of {@link EmulatedFaultsTest}. */
final class EmulatedProcess {

    private EmulatedProcess() {}

    public static void main(String[] what) {
        switch (what[0]) {
            case "probe" -> probe();
            case "kernels" -> kernels();
            case "record" -> record();
            case "lose" -> lose();
            case "chunks" -> chunks();
            case "exhaust" -> exhaust();
            case "leak" -> leak();
            default -> throw new IllegalArgumentException(what[0]);
        }
    }

    private static void probe() {
        CudaProbe.probe()
                .forEach(
                        status ->
                                System.out.println(
                                        status.name()
                                                + (status.usable()
                                                        ? " usable"
                                                        : " not usable: " + status.reason())));
        auto();
    }

    private static void auto() {
        try (Device device = Devices.open("auto")) {
            System.out.println("auto is " + device.name());
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }

    /** What the probe says of kernels, and what bf16 gets. */
    private static void kernels() {
        DeviceStatus gpu = CudaProbe.probe().get(0);
        System.out.println(gpu.name() + (gpu.usable() ? " usable" : gpu.reason()));
        System.out.println(gpu.kernels());
        auto();
        NetworkShape shape = new NetworkSpec(5, 1, 32, 0, 0, new Head.MeanSquared()).shape();
        try (Device device = CudaDevice.open(0, new DeviceOptions(Precision.BF16, 0))) {
            System.out.println(device.generationPlan(shape, null, 1).kernels());
        } catch (DeviceException | IllegalArgumentException e) {
            System.out.println(e.getMessage());
        }
    }

    private static void record() {
        try (Device gpu = CudaDevice.open(0, DeviceOptions.DEFAULT);
                Tensor a = gpu.zeros(1, 1);
                Tensor b = gpu.zeros(1, 2);
                Tensor c = gpu.zeros(1, 2);
                Recording recording = gpu.record(() -> gpu.gemm(false, false, true, a, b, c))) {
            a.copyFrom(2);
            b.copyFrom(4, 4);
            for (int run = 0; run < 5; run++) {
                recording.run();
            }
            System.out.println(Arrays.toString(c.toArray()));
        }
    }

    private static void lose() {
        Device gpu = CudaDevice.open(0, DeviceOptions.DEFAULT);
        Tensor a = gpu.zeros(2, 2);
        Tensor c = gpu.zeros(2, 2);
        for (int failures = 0, call = 0; failures < 2 && call < 1000; call++) {
            try {
                gpu.gemm(false, false, true, a, a, c);
                c.toArray();
            } catch (DeviceException e) {
                System.out.println(e.getMessage());
                failures++;
            }
        }
        a.close();
        c.close();
        gpu.close();
        System.out.println("closed");
        try (Device cpu = Devices.open("cpu")) {
            System.out.println(cpu.name() + " works");
        }
    }

    /** Chunks of a stream, one begun before the last is taken. */
    private static void chunks() {
        Device gpu = CudaDevice.open(0, DeviceOptions.DEFAULT);
        NetworkSpec spec = new NetworkSpec(5, 1, 32, 0, 0, new Head.MeanSquared());
        Parameters parameters = new Parameters(gpu, spec);
        StreamSlots slots = new StreamSlots(gpu, parameters, 2);
        float[] out = new float[2 * 2 * 5];
        try {
            slots.open(1, 1, 1, Sampling.at(1));
            slots.begin(2, null, null);
            for (int taken = 1; taken < 1000; taken++) {
                slots.begin(2, null, null);
                slots.take(out);
                System.out.println("taken " + taken);
            }
        } catch (DeviceException e) {
            System.out.println(e.getMessage());
        }
        System.out.println(slots.begun() + " begun");
        for (Runnable call :
                List.<Runnable>of(
                        () -> slots.take(out),
                        () -> slots.begin(2, null, null),
                        () -> slots.open(0, 1, 1, Sampling.at(1)))) {
            try {
                call.run();
                System.out.println("goes on");
            } catch (DeviceException e) {
                System.out.println(e.getMessage());
            }
        }
        slots.close();
        parameters.close();
        gpu.close();
        System.out.println("closed");
    }

    /** 64 MiB, of which cuBLAS has half. */
    private static void exhaust() {
        try (Device gpu = CudaDevice.open(0, DeviceOptions.DEFAULT)) {
            try (Tensor first = gpu.zeros(4 << 20);
                    Tensor second = gpu.zeros(5 << 20)) {
                System.out.println("both" + first + second);
            } catch (DeviceMemoryException e) {
                System.out.println("none");
            }
            try (Tensor again = gpu.zeros(4 << 20)) {
                System.out.println(again.toArray().length == 4 << 20 ? "some" : "few");
            }
        }
    }

    /** Five times what there is beside cuBLAS's, never closed and never used again. */
    private static void leak() {
        try (Device gpu = CudaDevice.open(0, DeviceOptions.DEFAULT)) {
            long values = 0;
            for (int time = 0; time < 20; time++) {
                values += gpu.zeros(2 << 20).size();
            }
            System.out.println(values);
        }
    }
}
