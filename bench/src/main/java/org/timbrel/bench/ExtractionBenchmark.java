// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import be.tarsos.dsp.AudioDispatcher;
import be.tarsos.dsp.AudioEvent;
import be.tarsos.dsp.AudioProcessor;
import be.tarsos.dsp.mfcc.MFCC;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;

/**
 * MFCC extraction, samples in memory, at 22,050 Hz, 1024/256, 80 bands, 20 coefficients.
 *
 * <p>An operation is a second of sound: the score, in operations a second, is how many times faster
 * than real time. Three forks, because the compiler's choices differ from JVM to JVM; {@code -t 2}
 * for two threads, each with a clip of its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExtractionBenchmark {

    private static final int SECONDS = 60;
    private static final int RATE_HZ = 22050;
    private static final int FFT = 1024;
    private static final int HOP = 256;
    private static final int BANDS = 80;
    private static final int COEFFICIENTS = 20;

    private AudioClip clip;
    private byte[] pcm;
    private FeatureExtractor timbrel;
    private PlainLoop plainLoop;

    /** Makes a minute of gliding tones in noise: neither silence nor one bin. */
    @Setup
    public void makeClip() {
        SplittableRandom random = new SplittableRandom(1);
        float[] samples = new float[SECONDS * RATE_HZ];
        for (int i = 0; i < samples.length; i++) {
            double t = (double) i / RATE_HZ;
            double tone = Math.sin(2 * Math.PI * (300 * t + 40 * t * t));
            samples[i] = (float) (0.3 * tone + 0.1 * random.nextDouble(-1, 1));
        }
        clip = new AudioClip(samples, RATE_HZ);
        pcm = ArrayPcm.encode(samples);
        timbrel =
                new FeatureExtractor(
                        Profile.LIBROSA
                                .builder()
                                .sampleRateHz(RATE_HZ)
                                .fftSize(FFT)
                                .hopSamples(HOP)
                                .melBands(BANDS)
                                .coefficients(COEFFICIENTS)
                                .build());
        plainLoop = new PlainLoop(RATE_HZ, FFT, HOP, BANDS, COEFFICIENTS);
    }

    /** Ours: framing through the dispatcher, top_db over the clip, mel and MFCC kept. */
    @Benchmark
    @OperationsPerInvocation(SECONDS)
    public Features timbrel() throws IOException {
        return timbrel.extract(clip.reader());
    }

    /** TarsosDSP's own MFCC class behind its dispatcher. Its figures are not librosa's. */
    @Benchmark
    @OperationsPerInvocation(SECONDS)
    public void tarsosDsp(Blackhole sink) {
        AudioDispatcher dispatcher =
                new AudioDispatcher(new ArrayPcm(pcm, RATE_HZ), FFT, FFT - HOP);
        MFCC mfcc = new MFCC(FFT, RATE_HZ, COEFFICIENTS, BANDS, 20f, RATE_HZ / 2f);
        dispatcher.setZeroPadLastBuffer(true);
        dispatcher.addAudioProcessor(mfcc);
        dispatcher.addAudioProcessor(
                new AudioProcessor() {
                    @Override
                    public boolean process(AudioEvent event) {
                        sink.consume(mfcc.getMFCC());
                        return true;
                    }

                    @Override
                    public void processingFinished() {}
                });
        dispatcher.run();
    }

    /** What a user of JTransforms would write: one loop over an array, in single precision. */
    @Benchmark
    @OperationsPerInvocation(SECONDS)
    public float[] plainJTransforms() {
        return plainLoop.mfcc(clip.samples());
    }
}
