// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;

/**
 * Minutes of noise pass through as a stream without a second's worth of memory, as loud at the end
 * as at the beginning. {@code -Dtimbrel.long.factor=3} makes it half an hour.
 */
class LongSoundTest {

    private static final int FACTOR = Integer.getInteger("timbrel.long.factor", 1);

    /** The first seconds are the compiler's, and fill what is kept. */
    private static final int WARM_SECONDS = 5;

    /**
     * Little garbage a frame, and less than anything that could be kept of one: its coefficients
     * alone are 160 bytes, its samples 512.
     */
    private static final int MAX_BYTES = 128;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @CsvSource({"TEXTURE, NOISE, 600", "TEXTURE, PHASE, 60", "PITCHED, HARMONIC, 60"})
    void memoryIsFlat(Profile profile, VocoderType type, int seconds) throws IOException {
        FeatureSpec spec = profile.spec();
        int rateHz = spec.sampleRateHz();
        int length = FACTOR * seconds;
        Vocoder vocoder = type.open(spec, 1);
        double[] energy = new double[length + 1];
        float[] out = new float[spec.hopSamples()];
        long[] next = new long[1];
        long[] before = new long[1];
        new FeatureExtractor(spec)
                .stream(
                        new Noise(rateHz, (long) length * rateHz),
                        (vector, mel, extras) -> {
                            vocoder.process(vector, 0, out, 0);
                            for (float sample : out) {
                                energy[(int) (next[0]++ / rateHz)] += (double) sample * sample;
                            }
                            if (before[0] == 0 && next[0] > (long) WARM_SECONDS * rateHz) {
                                before[0] = THREADS.getCurrentThreadAllocatedBytes();
                            }
                        });
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before[0];
        long frames = next[0] / spec.hopSamples();
        assertTrue(bytes < MAX_BYTES * frames, bytes + " bytes over " + frames + " frames");
        double expected = 10 * Math.log10(Noise.RMS * Noise.RMS * rateHz);
        for (int second = 1; second < length; second++) {
            assertEquals(expected, 10 * Math.log10(energy[second]), 1, "second " + second);
        }
    }

    /** Part after part, or grain after grain, of frames that nobody holds. */
    @ParameterizedTest
    @CsvSource({"MOSAIC, 60", "GRIFFIN_LIM, 30"})
    void filesTakeNoMoreMemoryThanTheirFirstPart(VocoderType type, int seconds) throws IOException {
        FeatureSpec spec = Profile.TEXTURE.spec();
        int rateHz = spec.sampleRateHz();
        float[] noise = Sounds.noise(2 * rateHz, Noise.RMS, 3);
        FrameMatrix some = Sounds.vectors(spec, noise);
        long frames = (long) FACTOR * seconds * rateHz / spec.hopSamples();
        long[] given = new long[1];
        FrameSource source =
                vector -> {
                    int at = (int) (given[0] % some.frames()) * some.dims();
                    System.arraycopy(some.values(), at, vector, 0, some.dims());
                    return given[0]++ < frames;
                };
        MosaicCorpus corpus = MosaicCorpus.of(new AudioClip(noise, rateHz), spec);
        float[] block = new float[rateHz];
        long early = 0;
        long samples = 0;
        try (SampleReader reader = type.reader(source, spec, new VocoderSettings(1, corpus))) {
            int n = reader.read(block, 0, block.length);
            while (n >= 0) {
                samples += n;
                if (early == 0 && samples > (long) seconds / 2 * rateHz) {
                    early = held();
                }
                n = reader.read(block, 0, block.length);
            }
            assertEquals(frames * spec.hopSamples(), samples);
            long grown = held() - early;
            // The second half, kept, would be twice as many bytes.
            assertTrue(grown < samples, "holds " + grown + " bytes more at sample " + samples);
        }
    }

    /** Bytes of the heap that somebody holds. */
    private static long held() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** White noise that nobody holds. */
    private static final class Noise implements SampleReader {

        static final double RMS = 0.1;

        private final SplittableRandom random = new SplittableRandom(1);
        private final int rateHz;
        private long left;

        Noise(int rateHz, long samples) {
            this.rateHz = rateHz;
            left = samples;
        }

        @Override
        public int sampleRateHz() {
            return rateHz;
        }

        @Override
        public int read(float[] out, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            int count = (int) Math.min(length, left);
            for (int i = 0; i < count; i++) {
                out[offset + i] = (float) (RMS * Math.sqrt(3) * random.nextDouble(-1, 1));
            }
            left -= count;
            return count;
        }

        @Override
        public void close() {}
    }
}
