// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.pitch.PitchRange;

/** Features of what is being played: one hop at hand, one frame at a time. */
class LiveStreamTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** A hop of noise at each call, as a sound card gives it. */
    private static final class OneHop implements SampleReader {

        private final int rate;
        private final float[] noise;
        private int hops;

        OneHop(FeatureSpec spec, int hops) {
            rate = spec.sampleRateHz();
            noise = BlockReader.noise(spec.hopSamples(), 2);
            this.hops = hops;
        }

        @Override
        public int sampleRateHz() {
            return rate;
        }

        @Override
        public int read(float[] out, int offset, int length) {
            if (hops == 0) {
                return -1;
            }
            hops--;
            System.arraycopy(noise, 0, out, offset, noise.length);
            return noise.length;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @EnumSource
    void onlyLibrariesAllocateAFrame(Profile profile) throws IOException {
        check(profile.builder().topDb(null).build());
        check(
                profile.builder()
                        .topDb(null)
                        .pitch(new PitchRange(60, 1000))
                        .extras(List.of(Extra.values()))
                        .build());
    }

    private static void check(FeatureSpec spec) throws IOException {
        int frames = 3000;
        long[] bytes = new long[2];
        int[] frame = new int[1];
        THREADS.getCurrentThreadAllocatedBytes(); // Its first call itself allocates.
        new FeatureExtractor(spec)
                .stream(
                        new OneHop(spec, frames),
                        (vector, mel, extras) -> {
                            if (frame[0] == 500 || frame[0] == frames - 500) {
                                bytes[frame[0] / (frames / 2)] =
                                        THREADS.getCurrentThreadAllocatedBytes();
                            }
                            frame[0]++;
                        });
        assertTrue(
                bytes[1] - bytes[0] <= (frames - 1000L) * libraryBytes(spec),
                bytes[1] - bytes[0] + " bytes in " + (frames - 1000) + " frames");
    }

    /** TarsosDSP's iterator over its one processor, and JTransforms' frame in mixed radix. */
    private static int libraryBytes(FeatureSpec spec) {
        boolean mixed = Integer.bitCount(spec.fftSize()) > 1;
        return 24 + (mixed ? 16 + spec.fftSize() * Double.BYTES : 0);
    }
}
