// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.pitch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PitchTrackerTest {

    private static final int RATE = 44100;
    private static final int HOP = 256;
    private static final PitchRange RANGE = new PitchRange(50, 2000);

    private static float[][] track(float[] samples, int rate, int hop) {
        PitchTracker tracker = new PitchTracker(rate, hop, 0, RANGE);
        tracker.add(samples, 0, samples.length);
        tracker.end();
        float[][] frames = new float[1 + samples.length / hop][PitchFrame.SIZE];
        for (float[] frame : frames) {
            assertTrue(tracker.next(frame, 0));
            for (float value : frame) {
                assertTrue(Float.isFinite(value));
            }
            assertTrue(frame[PitchFrame.LOG_F0] >= Math.log(RANGE.minHz() * 0.98));
            assertTrue(frame[PitchFrame.LOG_F0] <= Math.log(RANGE.maxHz() * 1.02));
        }
        return frames;
    }

    /** Asserts that all frames 60 ms from the ends are voiced and that near f0. */
    private static void assertPitch(
            float[][] frames, int rate, int hop, DoubleUnaryOperator f0, double cents) {
        int edge = (int) (0.06 * rate / hop) + 1;
        for (int t = edge; t < frames.length - edge; t++) {
            double expected = f0.applyAsDouble((double) t * hop / rate);
            double off = (frames[t][0] - Math.log(expected)) * 1200 / Math.log(2);
            assertEquals(0, off, cents, "frame " + t + " at " + expected + " Hz");
            assertTrue(frames[t][PitchFrame.VOICING] > 0.5);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {50, 51.3, 60, 97.7, 110, 220, 261.6, 440, 701.3, 1000, 1567, 1999})
    void steadyTonesAreWithinTwoCents(double hz) {
        DoubleUnaryOperator f0 = t -> hz;
        assertPitch(track(Tones.of(f0, 0.5, RATE, k -> 1.0 / k), RATE, HOP), RATE, HOP, f0, 2);
        float[] sine = Tones.of(f0, 0.5, RATE, k -> k == 1 ? 1 : 0);
        assertPitch(track(sine, RATE, HOP), RATE, HOP, f0, 2);
        if (hz < 700) {
            float[] rest = Tones.of(f0, 0.5, RATE, k -> k < 3 ? 0 : 1.0 / k);
            assertPitch(track(rest, RATE, HOP), RATE, HOP, f0, 2);
        }
    }

    /** An octave a second or more: the period moves under the windows, so ten cents. */
    @ParameterizedTest
    @CsvSource({"44100, 256", "44100, 128", "8000, 64", "22050, 512", "192000, 1024"})
    void glidesAndVibratosAreFollowed(int rate, int hop) {
        DoubleUnaryOperator glide = t -> 60 * Math.pow(1000 / 60.0, t / 3);
        assertPitch(track(Tones.of(glide, 3, rate, k -> 1.0 / k), rate, hop), rate, hop, glide, 10);
        DoubleUnaryOperator vibrato = t -> 300 * Math.pow(2, Math.sin(2 * Math.PI * 5.5 * t) / 24);
        assertPitch(
                track(Tones.of(vibrato, 2, rate, k -> 1.0 / k), rate, hop), rate, hop, vibrato, 10);
    }

    /** Harmonics as strong as each other in white noise: the share of both is known, everywhere. */
    @ParameterizedTest
    @CsvSource({"100, 0.99", "100, 0.76", "220, 0.9", "220, 0.6", "440, 0.76", "990, 0.76"})
    void voicingIsThePeriodicShare(double hz, double share) {
        float[] tone = Tones.of(t -> hz, 4, RATE, k -> 1);
        float[] samples = Tones.mixed(tone, 0.1 * Math.sqrt(share), 0.1 * Math.sqrt(1 - share), 5);
        float[][] frames = track(samples, RATE, HOP);
        double[] mean = new double[PitchFrame.SIZE];
        for (int t = 20; t < frames.length - 20; t++) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += frames[t][i] / (double) (frames.length - 40);
            }
        }
        assertEquals(share, mean[PitchFrame.VOICING], 0.03);
        for (int b = 0; b < PitchFrame.BANDS; b++) {
            // Noise moves the period a little, which tells in the highest band.
            assertEquals(share, mean[PitchFrame.BAND_VOICING + b], 0.06, "band " + b);
        }
    }

    @Test
    void everyBandHasItsOwnVoicing() {
        // Harmonics up to 2 kHz, and noise that a first-order high-pass keeps from them.
        float[] tone = Tones.of(t -> 200, 2, RATE, k -> k <= 10 ? 1 : 0);
        float[] noise = Tones.mixed(new float[tone.length], 0, 0.1, 9);
        float[] samples = new float[tone.length];
        double low = 0;
        for (int i = 0; i < samples.length; i++) {
            low += 0.5 * (noise[i] - low);
            samples[i] = (float) (tone[i] + 0.3 * (noise[i] - low));
        }
        float[][] frames = track(samples, RATE, HOP);
        float[] middle = frames[frames.length / 2];
        assertTrue(middle[PitchFrame.BAND_VOICING] > 0.9, Arrays.toString(middle));
        assertTrue(middle[PitchFrame.BAND_VOICING + 3] < 0.3, Arrays.toString(middle));
        assertTrue(middle[PitchFrame.BAND_VOICING + 4] < 0.2, Arrays.toString(middle));
    }

    private static void assertUnvoiced(float[] samples, int rate, double mostVoiced) {
        float[][] frames = track(samples, rate, HOP);
        int voiced = 0;
        for (float[] frame : frames) {
            voiced += frame[PitchFrame.VOICING] > 0 ? 1 : 0;
        }
        assertTrue(voiced <= mostVoiced * frames.length, voiced + " of " + frames.length);
    }

    @Test
    void whatHasNoPitchIsNotVoiced() {
        assertUnvoiced(new float[RATE], RATE, 0);
        float[] dc = new float[RATE];
        Arrays.fill(dc, 0.5f);
        assertUnvoiced(dc, RATE, 0);
        float[] click = new float[RATE];
        click[20_000] = 1;
        assertUnvoiced(click, RATE, 0);
        for (int rate : new int[] {8000, RATE, 192_000}) {
            float[] noise = Tones.mixed(new float[5 * rate], 0, 0.1, 7);
            assertUnvoiced(noise, rate, 0);
            double low = 0;
            for (int i = 0; i < noise.length; i++) {
                low += 0.05 * (noise[i] - low);
                noise[i] = (float) low;
            }
            // Noise of few hundred hertz is, now and then, as good as a tone for 20 ms.
            assertUnvoiced(noise, rate, 0.1);
        }
    }

    @Test
    void aChordIsLessVoicedThanItsNotes() {
        float[] chord = new float[RATE];
        for (double hz : new double[] {261.63, 277.18, 369.99}) {
            float[] note = Tones.of(t -> hz, 1, RATE, k -> 1.0 / k);
            for (int i = 0; i < chord.length; i++) {
                chord[i] += note[i] / 3;
            }
        }
        float[][] frames = track(chord, RATE, HOP);
        double sum = 0;
        for (int t = 20; t < frames.length - 20; t++) {
            sum += frames[t][PitchFrame.VOICING] / (frames.length - 40);
        }
        assertTrue(sum < 0.8, "voicing " + sum);
    }

    /** Two notes with a pause between: held, then gliding in the last eight frames. */
    @Test
    void pitchIsHeldThroughPausesAndGlidesAtTheirEnd() {
        float[] samples = new float[3 * RATE];
        float[] low = Tones.of(t -> 200, 1, RATE, k -> 1.0 / k);
        float[] high = Tones.of(t -> 400, 1, RATE, k -> 1.0 / k);
        System.arraycopy(low, 0, samples, 0, RATE);
        System.arraycopy(high, 0, samples, 2 * RATE, RATE);
        float[][] frames = track(samples, RATE, HOP);
        int next = 2 * RATE / HOP - 5;
        while (frames[next][PitchFrame.VOICING] == 0) {
            next++;
        }
        float held = frames[RATE * 3 / 2 / HOP][0];
        assertEquals(Math.log(200), held, 0.02);
        for (int t = RATE / HOP + 10; t < next - PitchTracker.LOOKAHEAD; t++) {
            assertEquals(held, frames[t][0], "held in frame " + t);
        }
        for (int ahead = PitchTracker.LOOKAHEAD; ahead >= 1; ahead--) {
            double done = 1 - ahead / (PitchTracker.LOOKAHEAD + 1.0);
            double expected = held + done * (Math.log(400) - held);
            // Seen from ahead, the note's first frames may still be an octave off.
            assertEquals(expected, frames[next - ahead][0], 0.2, ahead + " before the note");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 255, 256, 1000, 100_000})
    void blocksDoNotChangeABit(int longestBlock) {
        float[] tone = Tones.of(t -> 150 + 100 * t, 1, RATE, k -> 1.0 / k);
        float[] samples = Tones.mixed(tone, 0.1, 0.02, 1);
        float[][] expected = track(samples, RATE, HOP);
        PitchTracker tracker = new PitchTracker(RATE, HOP, 0, RANGE);
        SplittableRandom random = new SplittableRandom(3);
        float[] frame = new float[PitchFrame.SIZE];
        int frames = 0;
        for (int i = 0; i < samples.length; ) {
            int n = Math.min(samples.length - i, 1 + random.nextInt(longestBlock));
            tracker.add(samples, i, n);
            i += n;
            while (tracker.next(frame, 0)) {
                assertArrayEquals(expected[frames++], frame);
            }
        }
        tracker.end();
        while (frames < expected.length) {
            tracker.next(frame, 0);
            assertArrayEquals(expected[frames++], frame);
        }
    }

    /** The samples of eight more frames and of half a window make a frame known: 80 ms here. */
    @Test
    void aFrameComesAsSoonAsItsLookAheadIsThere() {
        PitchTracker tracker = new PitchTracker(RATE, HOP, 0, RANGE);
        float[] frame = new float[PitchFrame.SIZE];
        int added = 0;
        while (!tracker.next(frame, 0)) {
            tracker.add(new float[HOP], 0, HOP);
            added += HOP;
        }
        // Two windows of 2048 samples, 1.02 periods of 50 Hz apart, and two samples for rounding.
        int half = (int) Math.ceil((2048 + 1.02 * RATE / 50) / 2) + 2;
        int needed = PitchTracker.LOOKAHEAD * HOP + half;
        assertEquals((needed + HOP - 1) / HOP * HOP, added);
    }

    @Test
    void nothingIsAllocatedAFrame() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        float[] samples = Tones.of(t -> 60 + 200 * t, 4, RATE, k -> 1.0 / k);
        PitchTracker tracker = new PitchTracker(RATE, HOP, 0, RANGE);
        float[] frame = new float[PitchFrame.SIZE];
        long before = 0;
        int frames = 0;
        for (int i = 0; i + HOP <= samples.length; i += HOP) {
            if (i == 100 * HOP) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            tracker.add(samples, i, HOP);
            while (tracker.next(frame, 0)) {
                frames++;
            }
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        // The counter itself may take a few bytes; a frame's smallest array would be 32.
        assertTrue(bytes < 4L * frames, bytes + " bytes in " + frames + " frames");
    }

    @Test
    void whatItCannotTrackIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PitchTracker(7999, HOP, 0, RANGE));
        assertThrows(IllegalArgumentException.class, () -> new PitchTracker(RATE, 0, 0, RANGE));
        assertThrows(IllegalArgumentException.class, () -> new PitchTracker(RATE, HOP, -1, RANGE));
    }
}
