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
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Tensor;

/**
 * One product of two square matrices, for the rate of arithmetic that the floors are drawn with.
 *
 * <p>An operation is one product of 2 · size³ floating-point operations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class ProductBenchmark {

    @Param("1024")
    public int size;

    @Param("2")
    public int threads;

    private Device device;
    private Tensor a;
    private Tensor b;
    private Tensor c;

    /** Fills the factors: denormal or zero values could be faster or slower than real ones. */
    @Setup
    public void fill() {
        device = TimbrelNetwork.open(threads, "fp32");
        a = device.zeros(size, size);
        b = device.zeros(size, size);
        c = device.zeros(size, size);
        device.uniform(1, 0, -1, 1, a);
        device.uniform(1, 1, -1, 1, b);
    }

    /** Ours. */
    @Benchmark
    public Tensor timbrel() {
        device.gemm(false, false, false, a, b, c);
        return c;
    }

    @TearDown
    public void close() {
        a.close();
        b.close();
        c.close();
        device.close();
    }
}
