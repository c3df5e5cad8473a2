// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import java.util.concurrent.TimeUnit;
import org.timbrel.bench.GenerationBenchmark;
import org.timbrel.bench.TimbrelNetwork;

/** Generation by PyTorch: the same weights, feedback and number of steps a call as ours. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class TorchGeneration extends PeerBenchmark {

    private TorchNetwork network;
    private Tensor[] streams;

    /** Copies our weights. */
    @Setup
    public void open() {
        try (TimbrelNetwork ours = new TimbrelNetwork(hidden, layers, 1, "fp32")) {
            network = new TorchNetwork(ours.parameters(), threads, precision);
        }
        streams = network.streams(batch);
    }

    /** PyTorch's. */
    @Benchmark
    @OperationsPerInvocation(GenerationBenchmark.STEPS)
    public Tensor[] pytorch() {
        network.generate(GenerationBenchmark.STEPS, streams, null);
        return streams;
    }
}
