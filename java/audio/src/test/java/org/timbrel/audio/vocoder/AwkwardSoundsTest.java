// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever comes in, every profile and vocoder gives sound of its length and level. */
class AwkwardSoundsTest {

    /** Nobody hears it, and no 16 bit file holds it. */
    private static final double SILENCE_DB = -100;

    private static final double EDGE_SECONDS = 0.005;

    /** Of a few samples of noise, which a frame knows little of. */
    private static final double HIGHEST_PEAK = 16;

    /** Second differences, against the largest that the sound or its copy have elsewhere. */
    private static final double SHARPEST_BEND = 2;

    static Stream<Arguments> everything() {
        return Stream.of(AwkwardSound.values())
                .flatMap(sound -> Way.all().stream().map(way -> Arguments.of(sound, way)));
    }

    @ParameterizedTest
    @MethodSource("everything")
    void soundComesBackAsLoud(AwkwardSound sound, Way way) throws IOException {
        float[] samples = sound.samples(way.spec());
        float[] copy = way.copy(samples);
        String what = sound + " by " + way;
        assertEquals(samples.length, copy.length, what);
        double highest = peak(samples) * Math.pow(10, sound.peakDb(way) / 20) + 1e-9;
        assertTrue(peak(copy) <= highest, what + " has a peak of " + peak(copy));
        if (sound.isSilent()) {
            double level = Sounds.levelDb(copy, 0, copy.length);
            assertTrue(level < SILENCE_DB, what + ": silence at " + level + " dB");
            return;
        }
        // Frames that are not centred know little of the first and last window.
        int edge = way.spec().fftSize();
        double level = way.levelDb(samples, edge, samples.length - edge);
        double copied = way.levelDb(copy, edge, samples.length - edge);
        boolean near = copied - level <= sound.gainDb(way) && level - copied <= sound.lossDb(way);
        assertTrue(near, what + " is at " + copied + " dB, was at " + level);
    }

    private static double peak(float[] samples) {
        double peak = 0;
        for (float sample : samples) {
            // Not a maximum of NaN and something.
            assertTrue(Float.isFinite(sample), "a sample of " + sample);
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
    }

    static Stream<Arguments> steadyOnes() {
        return Stream.of(
                        AwkwardSound.WHITE_NOISE,
                        AwkwardSound.LOUD_NOISE,
                        AwkwardSound.QUIET_NOISE,
                        AwkwardSound.HARD_CLIPPED_SINE,
                        AwkwardSound.DC_OFFSET)
                .flatMap(sound -> Way.all().stream().map(way -> Arguments.of(sound, way)));
    }

    /**
     * The first and the last 5 ms are no louder than the tenth of a second beside them was, and the
     * first and last window bend no more sharply than what lies between them: a click would.
     */
    @ParameterizedTest
    @MethodSource("steadyOnes")
    void noClickAtTheEnds(AwkwardSound sound, Way way) throws IOException {
        int rateHz = way.spec().sampleRateHz();
        float[] samples = sound.samples(way.spec());
        float[] copy = way.copy(samples);
        int edge = (int) (EDGE_SECONDS * rateHz);
        int beside = edge + rateHz / 10;
        int n = copy.length;
        // Features that cannot hold a tone can hold its first moment: that is no click yet.
        double atFirst =
                Math.max(Sounds.levelDb(copy, edge, beside), Sounds.levelDb(samples, edge, beside));
        double atLast =
                Math.max(
                        Sounds.levelDb(copy, n - beside, n - edge),
                        Sounds.levelDb(samples, n - beside, n - edge));
        double first = Sounds.levelDb(copy, 0, edge) - atFirst;
        double last = Sounds.levelDb(copy, n - edge, n) - atLast;
        // 5 ms of noise in a low band are a handful of values by chance; the last grains stand for
        // windows that are half silence, in which a constant's end is a click of its own.
        double limit =
                way.vocoder() != VocoderType.MOSAIC ? 3 : sound == AwkwardSound.DC_OFFSET ? 9 : 4;
        assertTrue(
                first < limit && last < limit,
                sound + " by " + way + ": ends are " + first + " and " + last + " dB louder");
        int window = way.spec().fftSize();
        double inside =
                Math.max(
                        Sounds.largestBend(samples, 0, n),
                        Sounds.largestBend(copy, window, n - window));
        double atEnds =
                Math.max(
                        Sounds.largestBend(copy, 0, window),
                        Sounds.largestBend(copy, n - window, n));
        assertTrue(
                atEnds < SHARPEST_BEND * inside,
                sound + " by " + way + ": ends bend by " + atEnds + ", others by " + inside);
    }

    /** A burst in silence leaves silence a window before and after. */
    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Way#all")
    void silenceAroundSoundStaysSilent(Way way) throws IOException {
        int window = way.spec().fftSize();
        int burst = 4 * window;
        float[] samples = new float[3 * burst];
        System.arraycopy(Sounds.noise(burst, 0.3, 2), 0, samples, burst, burst);
        float[] copy = way.copy(samples);
        double before = Sounds.levelDb(copy, 0, burst - window);
        double after = Sounds.levelDb(copy, 2 * burst + window, 3 * burst);
        assertTrue(before < SILENCE_DB, way + " before: " + before + " dB");
        assertTrue(after < SILENCE_DB, way + " after: " + after + " dB");
    }

    /** Whatever the first sample is, a sound can be as short as one. */
    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Way#all")
    void theShortestSoundsComeBack(Way way) throws IOException {
        int window = way.spec().fftSize();
        for (int length : new int[] {1, 2, way.spec().hopSamples(), window - 1, window}) {
            if (way.spec().frames(length) == 0) {
                continue; // refused by the extractor, with a line that says so
            }
            float[] copy = way.copy(Sounds.noise(length, 0.3, 3));
            assertEquals(length, copy.length);
            for (float sample : copy) {
                assertTrue(Math.abs(sample) < HIGHEST_PEAK, length + " samples give " + sample);
            }
        }
    }

    /** Part by part, as far as windows tell parts apart. */
    @ParameterizedTest
    @MethodSource("org.timbrel.audio.vocoder.Way#all")
    void aFadeIsFollowed(Way way) throws IOException {
        float[] samples = AwkwardSound.FADE.samples(way.spec());
        float[] copy = way.copy(samples);
        int length = Math.max(samples.length / 10, 3 * way.spec().fftSize());
        for (int from = length / 2; from + length <= samples.length; from += length) {
            double level = way.levelDb(samples, from, from + length);
            double copied = way.levelDb(copy, from, from + length);
            // The noise of a tenth varies by itself, as the whole does not.
            double tolerance = AwkwardSound.FADE.lossDb(way) + 1.5;
            assertEquals(level, copied, tolerance, way + " from sample " + from);
        }
    }
}
