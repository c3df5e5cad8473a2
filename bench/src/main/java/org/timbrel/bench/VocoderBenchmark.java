// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import java.io.IOException;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.vocoder.VocoderType;

/**
 * Frames of the texture profile (44.1 kHz, 512/128, 64 bands, 40 coefficients) into sound, frames
 * and samples in memory.
 *
 * <p>An operation is a second of sound: the score, in operations a second, is how many times faster
 * than real time. Three forks, because the compiler's choices differ from JVM to JVM.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class VocoderBenchmark {

    private static final int SECONDS = 10;

    @Param({"noise", "phase"})
    public String vocoder;

    private FeatureSpec spec;
    private FrameMatrix frames;
    private VocoderType type;

    /** Makes frames of gliding tones in noise: neither silence nor one bin. */
    @Setup
    public void makeFrames() throws IOException {
        type = VocoderType.named(vocoder);
        spec = Profile.TEXTURE.spec();
        SplittableRandom random = new SplittableRandom(1);
        float[] samples = new float[SECONDS * spec.sampleRateHz()];
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / spec.sampleRateHz();
            double tone = Math.sin(2 * Math.PI * (300 * t + 40 * t * t));
            samples[i] = (float) (0.3 * tone + 0.1 * random.nextDouble(-1, 1));
        }
        frames =
                new FeatureExtractor(spec)
                        .extract(new AudioClip(samples, spec.sampleRateHz()).reader())
                        .mfcc();
    }

    /** As a stream is rendered, a frame at a time. */
    @Benchmark
    @OperationsPerInvocation(SECONDS)
    public float[] timbrel() throws IOException {
        return type.render(frames, spec, 1, SECONDS * spec.sampleRateHz());
    }
}
