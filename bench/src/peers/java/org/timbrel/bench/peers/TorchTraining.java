// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.timbrel.bench.TimbrelNetwork;

/** A batch through PyTorch's network: the same weights, frames and loss as ours. */
public class TorchTraining extends PeerBenchmark {

    @Param("200")
    public int steps;

    private TorchNetwork network;
    private Tensor inputs;
    private Tensor targets;

    /** Copies our weights, and fills a batch with the values of ours. */
    @Setup
    public void open() {
        try (TimbrelNetwork ours = new TimbrelNetwork(hidden, layers, 1, "fp32")) {
            network = new TorchNetwork(ours.parameters(), threads, precision);
        }
        inputs = network.input(TimbrelNetwork.normal(steps, batch, 1), steps, batch);
        targets =
                TorchNetwork.tensor(
                        TimbrelNetwork.normal(steps, batch, 2),
                        steps,
                        batch,
                        TimbrelNetwork.FRAME_SIZE);
    }

    /** PyTorch's way forward. */
    @Benchmark
    public double pytorchForward() {
        return network.forward(inputs, targets);
    }

    /** PyTorch's forward and backward. */
    @Benchmark
    public double pytorch() {
        return network.train(inputs, targets);
    }
}
