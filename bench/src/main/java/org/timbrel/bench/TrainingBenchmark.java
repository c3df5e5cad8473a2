// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A batch of N sequences of T frames of 80 values through the network, linear head, squared error.
 *
 * <p>An operation is one batch: forward and loss, or forward, loss and backward. The optimizer's
 * step is in neither.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class TrainingBenchmark {

    @Param("512")
    public int hidden;

    @Param("2")
    public int layers;

    @Param("64")
    public int batch;

    @Param("200")
    public int steps;

    @Param("fp32")
    public String precision;

    @Param("2")
    public int threads;

    private TimbrelNetwork network;

    /** Opens the network and fills a batch. */
    @Setup
    public void open() {
        network = new TimbrelNetwork(hidden, layers, threads, precision).batches(batch, steps);
    }

    /** Ours, the way forward. */
    @Benchmark
    public double timbrelForward() {
        return network.forward().sum();
    }

    /** Ours, forward and backward. */
    @Benchmark
    public double timbrel() {
        return network.train().sum();
    }

    @TearDown
    public void close() {
        network.close();
    }
}
