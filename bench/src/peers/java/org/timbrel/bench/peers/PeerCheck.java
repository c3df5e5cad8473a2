// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.timbrel.bench.GenerationBenchmark;
import org.timbrel.bench.TimbrelNetwork;

/**
 * Fails unless PyTorch and DL4J compute what we compute, from the same weights: what is timed side by side
 * must be the same work. Prints one line a shape.
 */
public final class PeerCheck {

    /** Of outputs of about 1: sums over H in another order. */
    private static final double OUTPUT_TOLERANCE = 1e-5;

    /** Of a tensor's largest gradient: sums over T · N, in another order. */
    private static final double GRADIENT_TOLERANCE = 1e-4;

    private static final int CHECKED_STREAMS = 3;

    private PeerCheck() {}

    /**
     * Checks shapes.
     *
     * @param args {@code HIDDENxLAYERS} each; the status is 1 if one differs
     */
    public static void main(String[] args) {
        boolean same = true;
        for (String shape : args) {
            int hidden = Integer.parseInt(shape.split("x", 2)[0]);
            int layers = Integer.parseInt(shape.split("x", 2)[1]);
            try (TimbrelNetwork ours = new TimbrelNetwork(hidden, layers, 1, "fp32")) {
                TorchNetwork theirs = new TorchNetwork(ours.parameters(), 1, "fp32");
                same = generation(shape, ours, theirs) && same;
                same = batch(shape, ours, theirs) && same;
            }
        }
        System.exit(same ? 0 : 1);
    }

    private static boolean generation(String shape, TimbrelNetwork ours, TorchNetwork theirs) {
        int size = CHECKED_STREAMS * TimbrelNetwork.FRAME_SIZE;
        float[] expected = new float[GenerationBenchmark.STEPS * size];
        ours.streams(CHECKED_STREAMS).generate(GenerationBenchmark.STEPS, expected);
        float[] torch = new float[expected.length];
        theirs.generate(GenerationBenchmark.STEPS, theirs.streams(CHECKED_STREAMS), torch);
        Dl4jNetwork network = new Dl4jNetwork(ours.parameters());
        INDArray frames = network.streams(CHECKED_STREAMS);
        float[] dl4j = new float[expected.length];
        for (int step = 0; step < GenerationBenchmark.STEPS; step++) {
            frames = network.next(frames);
            System.arraycopy(frames.dup('c').data().asFloat(), 0, dl4j, step * size, size);
        }
        boolean same =
                judge(shape + " frames of PyTorch", difference(expected, torch), OUTPUT_TOLERANCE);
        return judge(shape + " frames of DL4J", difference(expected, dl4j), OUTPUT_TOLERANCE)
                && same;
    }

    private static boolean batch(String shape, TimbrelNetwork ours, TorchNetwork theirs) {
        int steps = 50;
        int batch = 5;
        Tensor inputs = theirs.input(TimbrelNetwork.normal(steps, batch, 1), steps, batch);
        Tensor targets = theirs.input(TimbrelNetwork.normal(steps, batch, 2), steps, batch);
        ours.batches(batch, steps).train();
        theirs.train(inputs, targets);
        double worst = 0;
        for (Map.Entry<String, float[]> gradient : theirs.gradients().entrySet()) {
            float[] actual = ours.gradients().get(gradient.getKey()).toArray();
            double largest = difference(gradient.getValue(), new float[actual.length]);
            worst = larger(worst, difference(gradient.getValue(), actual) / largest);
        }
        double outputs = difference(theirs.outputs(inputs), ours.outputs());
        boolean same = judge(shape + " outputs of PyTorch", outputs, OUTPUT_TOLERANCE);
        return judge(shape + " gradients of PyTorch, of their largest", worst, GRADIENT_TOLERANCE) && same;
    }

    private static double difference(float[] expected, float[] actual) {
        if (expected.length != actual.length) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        for (int k = 0; k < expected.length; k++) {
            worst = larger(worst, Math.abs((double) expected[k] - actual[k]));
        }
        return worst;
    }

    /** NaN counts as the largest. */
    private static double larger(double a, double b) {
        return a >= b ? a : Double.isNaN(b) ? Double.POSITIVE_INFINITY : b;
    }

    private static boolean judge(String what, double difference, double tolerance) {
        boolean same = difference <= tolerance;
        System.err.printf(
                "check: %s: %s ours within %.1g (%.2g apart)%n",
                what, same ? "equal" : "NOT", tolerance, difference);
        return same;
    }
}
