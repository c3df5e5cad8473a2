// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Generation: N streams, each frame of 80 values fed back as the next input, linear head.
 *
 * <p>An operation is one step of all streams. A call makes {@value #STEPS} steps, as the command
 * {@code generate} does.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class GenerationBenchmark {

    /** Steps a call. */
    public static final int STEPS = 64;

    @Param("512")
    public int hidden;

    @Param("2")
    public int layers;

    @Param({"1", "16"})
    public int batch;

    @Param("fp32")
    public String precision;

    @Param("2")
    public int threads;

    private TimbrelNetwork network;
    private float[] frames;

    /** Opens the network and its streams. */
    @Setup
    public void open() {
        network = new TimbrelNetwork(hidden, layers, threads, precision).streams(batch);
        frames = new float[STEPS * batch * TimbrelNetwork.FRAME_SIZE];
    }

    /** Ours: all steps in one native call. */
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public float[] timbrel() {
        network.generate(STEPS, frames);
        return frames;
    }

    @TearDown
    public void close() {
        network.close();
    }
}
