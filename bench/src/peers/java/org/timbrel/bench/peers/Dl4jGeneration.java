// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.timbrel.bench.TimbrelNetwork;

/** Generation by DL4J, {@code rnnTimeStep} fed back. Its threads are OMP_NUM_THREADS. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Dl4jGeneration extends PeerBenchmark {

    private Dl4jNetwork network;
    private INDArray frames;

    /** Copies our weights. */
    @Setup
    public void open() {
        try (TimbrelNetwork ours = new TimbrelNetwork(hidden, layers, 1, "fp32")) {
            network = new Dl4jNetwork(ours.parameters());
        }
        frames = network.streams(batch);
    }

    /** DL4J's. */
    @Benchmark
    public INDArray dl4j() {
        frames = network.next(frames);
        return frames;
    }
}
