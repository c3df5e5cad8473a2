// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.timbrel.bench.TimbrelNetwork;

/** A batch through DL4J, forward and backward. Its threads are OMP_NUM_THREADS. */
public class Dl4jTraining extends PeerBenchmark {

    @Param("200")
    public int steps;

    private Dl4jNetwork network;

    /** Copies our weights, and fills a batch with the values of ours. */
    @Setup
    public void open() {
        try (TimbrelNetwork ours = new TimbrelNetwork(hidden, layers, 1, "fp32")) {
            network = new Dl4jNetwork(ours.parameters());
        }
        network.batch(batch, steps);
    }

    /** DL4J's. */
    @Benchmark
    public double dl4j() {
        return network.train();
    }
}
