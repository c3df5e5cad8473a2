// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.peers;

import java.util.concurrent.TimeUnit;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
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
import org.openjdk.jmh.annotations.Warmup;

/** One product of two square matrices by PyTorch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class TorchProduct {

    @Param("1024")
    public int size;

    @Param("fp32")
    public String precision;

    @Param("2")
    public int threads;

    private Tensor a;
    private Tensor b;

    /** Fills the factors. */
    @Setup
    public void fill() {
        ScalarType type = precision.equals("bf16") ? ScalarType.BFloat16 : ScalarType.Float;
        a = torch.randn(size, size).to(type);
        b = torch.randn(size, size).to(type);
    }

    /** PyTorch's. */
    @Benchmark
    public long pytorch() {
        torch.set_num_threads(threads);
        return TorchScope.inference(() -> torch.mm(a, b).numel());
    }
}
