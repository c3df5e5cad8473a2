// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Doubles;
import org.timbrel.nn.device.KernelPlan;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.Recording;
import org.timbrel.nn.device.cpu.CpuDevice;

/**
 * Prints how long a GPU takes, a line of JSON each; no test. bench/gpu/run.sh runs it beside
 * bench/gpu/peers.py, which has the same cases under the same names, once with each value of
 * TIMBREL_CUDA_KERNELS.
 *
 * <p>A case is compared with the CPU before it is timed, forward and back, over fewer steps where
 * there are many, and not timed where it is wrong. The first argument divides the sizes, for the
 * emulated GPU; the second is how many seconds to take: what does not fit, but for the first case
 * of each kind, is said to be left out. Ends with 1 where something was wrong.
 */
public final class GpuTimes {

    /** Timed runs of a case: fewer where they would take more seconds than this together. */
    private static final int REPETITIONS = 9;

    private static final double SECONDS_OF_CASE = 0.7;

    private final ObjectMapper json =
            new ObjectMapper().enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING);
    private final String kernels;
    private final int divisor;
    private final double seconds;
    private final long beginNanos = System.nanoTime();
    private final Map<Precision, Device> devices = new EnumMap<>(Precision.class);
    private final Device reference = CpuDevice.openForComparison();
    private final Set<GpuCase.Kind> begun = EnumSet.noneOf(GpuCase.Kind.class);
    private boolean allRight = true;

    private GpuTimes(int divisor, double seconds) {
        String wanted = System.getenv("TIMBREL_CUDA_KERNELS");
        kernels = wanted == null || wanted.isEmpty() ? "plain" : wanted;
        this.divisor = divisor;
        this.seconds = seconds;
    }

    /** The divisor and the seconds; or nothing: 1, and as long as it takes. */
    public static void main(String[] arguments) {
        int divisor = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1e9;
        GpuTimes times = new GpuTimes(divisor, seconds);
        for (GpuCase sizes : GpuCase.all()) {
            if (sizes.kind() == GpuCase.Kind.GENERATION || !times.kernels.equals("products")) {
                times.measure(sizes.divided(divisor));
            }
        }
        System.exit(times.allRight ? 0 : 1);
    }

    private void measure(GpuCase sizes) {
        boolean first = begun.add(sizes.kind());
        if (!first && (System.nanoTime() - beginNanos) * 1e-9 > seconds) {
            report(sizes, sizes.kind().toString(), Map.of("left_out", "no time"));
            return;
        }
        try {
            Device device = devices.computeIfAbsent(sizes.precision(), GpuTimes::open);
            switch (sizes.kind()) {
                case GENERATION -> generation(device, sizes);
                case LAYER -> layer(device, sizes);
                case TRAINING -> training(device, sizes);
            }
        } catch (RuntimeException e) {
            // Others may still work.
            allRight = false;
            report(
                    sizes,
                    sizes.kind().toString(),
                    Map.of("failed", DeviceException.deepestCause(e)));
        }
    }

    private static Device open(Precision precision) {
        return Devices.open("cuda:0", new DeviceOptions(precision, 0));
    }

    private void layer(Device device, GpuCase sizes) {
        KernelPlan plan = GpuLayerTimes.plan(device, sizes);
        if (!isWanted(plan)) {
            report(sizes, "layer", Map.of("not_served", plan.why()));
            return;
        }
        try (GpuLayerTimes work = new GpuLayerTimes(device, sizes)) {
            GpuFigure figure = work.check(reference);
            time(device, sizes, "layer forward", plan, figure, false, work::forward, 1);
            if (figure.right()) {
                String both = "layer forward and back";
                figure = work.checkBack(reference);
                time(device, sizes, both, plan, figure, false, work::forwardAndBack, 1);
                if (!figure.right()) {
                    return;
                }
                try (Recording recording = device.record(work::forwardAndBack)) {
                    time(device, sizes, both, plan, figure, true, recording::run, 1);
                }
            }
        }
    }

    private void training(Device device, GpuCase sizes) {
        KernelPlan plan = GpuLayerTimes.plan(device, sizes);
        if (!isWanted(plan)) {
            report(sizes, "training", Map.of("not_served", plan.why()));
            return;
        }
        try (GpuTrainingTimes work = new GpuTrainingTimes(device, sizes)) {
            GpuFigure figure = work.check(device, reference);
            time(device, sizes, "training", plan, figure, false, work::run, 1);
            if (figure.right()) {
                try (RecordedPass recording = work.recorded(device)) {
                    time(device, sizes, "training", plan, figure, true, recording::run, 1);
                }
            }
        }
    }

    private void generation(Device device, GpuCase sizes) {
        String name = "generation";
        KernelPlan plan = GpuGenerationTimes.plan(device, sizes);
        if (!isWanted(plan)) {
            report(sizes, name, Map.of("not_served", plan.why()));
            return;
        }
        try (GpuGenerationTimes work = new GpuGenerationTimes(device, sizes, divisor)) {
            GpuFigure figure = work.check(reference);
            time(device, sizes, name, plan, figure, false, work::run, work.steps());
        }
    }

    /** Whether it is for the kernels asked for: others have a process of their own. */
    private boolean isWanted(KernelPlan plan) {
        return kernels.equals("fastest") || plan.kernels().toString().equals(kernels);
    }

    /** Times what is right, by the step, and says what is wrong. */
    private void time(
            Device device,
            GpuCase sizes,
            String name,
            KernelPlan plan,
            GpuFigure figure,
            boolean graph,
            Runnable work,
            int steps) {
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("graph", graph);
        more.put("plan", plan);
        if (figure != null) {
            more.put("error", figure.error());
            more.put("limit", figure.limit());
            more.put("same_bits", figure.sameBits());
        }
        if (figure == null || figure.right()) {
            more.put("milliseconds", milliseconds(device, work) / steps);
        } else {
            allRight = false;
            more.put("failed", "wrong: not timed");
        }
        report(sizes, name, more);
    }

    /** The median of some runs, each until the GPU is done. */
    private static double milliseconds(Device device, Runnable work) {
        try (Doubles end = device.doubles(0)) {
            double first = Double.POSITIVE_INFINITY;
            for (int warm = 0; warm < 2; warm++) {
                first = Math.min(first, once(work, end));
            }
            int count = (int) Math.max(3, Math.min(REPETITIONS, SECONDS_OF_CASE * 1e3 / first));
            double[] times = new double[count];
            for (int k = 0; k < count; k++) {
                times[k] = once(work, end);
            }
            Arrays.sort(times);
            return times[count / 2];
        }
    }

    private static double once(Runnable work, Doubles end) {
        long begin = System.nanoTime();
        work.run();
        end.toArray();
        return (System.nanoTime() - begin) / 1e6;
    }

    private void report(GpuCase sizes, String name, Map<String, Object> more) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", name);
        line.put("implementation", "timbrel");
        line.put("kernels", kernels);
        line.put("precision", sizes.precision().toString());
        line.put("H", sizes.hidden());
        line.put("N", sizes.batch());
        line.put("T", sizes.steps());
        line.put("L", sizes.layers());
        line.put("variant", sizes.variant().toString());
        line.putAll(more);
        try {
            System.out.println(json.writeValueAsString(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
