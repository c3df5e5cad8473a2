// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.timbrel.nn.device.Cell;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.RecurrentShape;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.DatasetSpec;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.Trainer;
import org.timbrel.nn.train.TrainingSpec;

/**
 * Prints how long a step of a training run takes as {@code timbrel train} does it, a line of JSON
 * for each of the processors and a GPU in some precisions: batches, the step with the optimizer's,
 * and what is written of it.
 *
 * <pre>
 * TrainRate DIVISOR SECONDS
 * </pre>
 *
 * <p>DIVISOR divides the sizes, for the emulated GPU. SECONDS is the time that all share; whatever
 * it is, each makes some steps. Ends with 1 where something failed.
 */
public final class TrainRate {

    private static final int FRAME = 80;
    private static final int LAYERS = 2;
    private static final int HIDDEN = 512;
    private static final int BATCH = 64;
    private static final int STEPS = 200;

    /** Steps that are not counted: code is compiled and graphs are recorded there. */
    private static final int WARM_UP = 3;

    private static final List<Where> WHERES =
            List.of(
                    new Where("cuda:0", Precision.BF16),
                    new Where("cpu", Precision.FP32),
                    new Where("cuda:0", Precision.FP32),
                    new Where("cuda:0", Precision.TF32));

    private final int hidden;
    private final int batch;
    private final int steps;
    private final SequenceDataset data;

    private TrainRate(int divisor) {
        hidden = Math.max(1, HIDDEN / divisor);
        batch = Math.max(1, BATCH / divisor);
        steps = Math.max(2, STEPS / divisor);
        Random random = new Random(1);
        int frames = batch * (steps + 1) * 4;
        float[] values = new float[frames * FRAME];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) random.nextGaussian();
        }
        // A part to validate with there must be; it is looked at when all is over.
        data =
                SequenceDataset.split(
                        List.of(new FrameSequence("noise", values, frames, FRAME)),
                        new DatasetSpec(1, true, DatasetSpec.SplitBy.TIME, 0.1, 0, 0, 0));
    }

    /** As above. */
    public static void main(String[] arguments) throws IOException {
        TrainRate rate = new TrainRate(Integer.parseInt(arguments[0]));
        double seconds = Double.parseDouble(arguments[1]);
        boolean failed = false;
        for (Where where : WHERES) {
            Map<String, Object> line = rate.measure(where, seconds / WHERES.size());
            failed |= line.containsKey("failed");
            System.out.println(BenchLine.text(line));
        }
        System.exit(failed ? 1 : 0);
    }

    private Map<String, Object> measure(Where where, double seconds) throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", "train");
        line.put("device", where.device);
        line.put("kernels", BenchLine.wantedKernels());
        line.put("precision", where.precision.toString());
        line.put("H", hidden);
        line.put("L", LAYERS);
        line.put("N", batch);
        line.put("T", steps);
        Path folder = Files.createTempDirectory("timbrel-train");
        try (Device device = Devices.open(where.device, new DeviceOptions(where.precision, 0))) {
            RecurrentShape layer =
                    new RecurrentShape(Cell.LSTM, false, steps, batch, hidden, hidden);
            line.put("served", device.recurrentPlan(layer).kernels().toString());
            double[] times = run(device, folder, seconds);
            line.put("steps", times.length);
            line.put("milliseconds", 1e3 * times[times.length / 2]);
        } catch (DeviceException | IllegalArgumentException e) {
            line.put("failed", DeviceException.deepestCause(e));
        } finally {
            delete(folder);
        }
        return line;
    }

    /** Seconds of each step, rising. */
    private double[] run(Device device, Path folder, double seconds) throws IOException {
        NetworkSpec network = new NetworkSpec(FRAME, LAYERS, hidden, 0, 0, new Head.MeanSquared());
        TrainingSpec spec =
                TrainingSpec.builder()
                        .batch(batch)
                        .sequenceLength(steps)
                        .steps(Integer.MAX_VALUE)
                        .validateEvery(Integer.MAX_VALUE)
                        .seed(1)
                        .build();
        StepClock clock = new StepClock(seconds);
        try (Trainer trainer =
                Trainer.begin(device, network, data, "{}", spec, new RunFolder(folder))) {
            clock.stopping(trainer::stop);
            trainer.run(clock);
        }
        double[] times = clock.seconds(WARM_UP);
        Arrays.sort(times);
        return times;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private record Where(String device, Precision precision) {}
}
