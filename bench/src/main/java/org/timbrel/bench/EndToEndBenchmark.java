// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
import org.timbrel.app.GenerateJob;
import org.timbrel.app.GenerateJob.Generated;
import org.timbrel.app.JobReport;
import org.timbrel.app.Progress;

/**
 * What {@code timbrel generate rain} does, without the start of java: reads the shipped model,
 * warms the stream up for 4 s of sound, generates, renders and writes a WAV file.
 *
 * <p>An operation is one file of {@link #seconds} seconds of sound.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class EndToEndBenchmark {

    @Param("10")
    public int seconds;

    private Path folder;
    private GenerateJob job;

    /** Finds the model below the clone's root, which the harness names. */
    @Setup
    public void prepare() throws IOException {
        Path root = Path.of(System.getProperty("timbrel.home", "."));
        Path model = root.resolve("audio-samples/models/rain.safetensors");
        folder = Files.createTempDirectory("timbrel-bench");
        job = new GenerateJob(model, GenerateJob.Settings.DEFAULTS.seconds(seconds).forced());
    }

    /** Ours. */
    @Benchmark
    public JobReport<Generated> timbrel() throws IOException {
        return job.run(List.of(folder.resolve("rain.wav")), Progress.NONE);
    }

    @TearDown
    public void remove() throws IOException {
        Files.deleteIfExists(folder.resolve("rain.wav"));
        Files.delete(folder);
    }
}
