// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.musical.MusicalPortrait.View;

class MusicalPortraitTest {

    private static AudioClip piece(int rateHz) {
        return MadeMusic.joined(
                MadeMusic.clicks(rateHz, 3.1, 130, 7),
                MadeMusic.chord(rateHz, 2.7, 55, 62, 71),
                MadeMusic.noise(rateHz, 1.3, 0.01, 8));
    }

    /** Gives samples in blocks of odd sizes. */
    private record Crumbs(SampleReader source) implements SampleReader {

        @Override
        public int sampleRateHz() {
            return source.sampleRateHz();
        }

        @Override
        public int read(float[] out, int offset, int length) throws IOException {
            return source.read(out, offset, Math.min(length, 1 + length % 613));
        }

        @Override
        public void close() throws IOException {
            source.close();
        }
    }

    @Test
    void doesNotDependOnTheSizesOfBlocks() throws IOException {
        MusicalPortrait whole = MusicalPortrait.of(piece(22050));
        MusicalPortrait crumbs = MusicalPortrait.of(new Crumbs(piece(22050).reader()));
        assertEquals(whole.seconds(), crumbs.seconds());
        assertArrayEquals(whole.chroma().histogram(), crumbs.chroma().histogram());
        assertArrayEquals(whole.onsets().seconds(), crumbs.onsets().seconds());
        assertArrayEquals(whole.levels().mean(), crumbs.levels().mean());
        for (View view : View.values()) {
            assertArrayEquals(
                    whole.selfSimilarity(view).lagProfile(),
                    crumbs.selfSimilarity(view).lagProfile());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSoundIsNearestToItself(MusicalMeasure measure) throws IOException {
        MusicalPortrait portrait = MusicalPortrait.of(piece(22050));
        double expected = measure.higherIsNearer() ? 1 : 0;
        // Shares are floats; covariances of some 400 dB² are rounded.
        assertEquals(expected, measure.between(portrait, portrait), 1e-6);
    }

    @ParameterizedTest
    @EnumSource
    void otherMusicIsFarther(MusicalMeasure measure) throws IOException {
        int rateHz = 22050;
        AudioClip c = MadeMusic.chord(rateHz, 1, 60, 64, 67);
        AudioClip f = MadeMusic.chord(rateHz, 1, 65, 69, 72);
        AudioClip e = MadeMusic.chord(rateHz, 4, 52, 56);
        MusicalPortrait one =
                MusicalPortrait.of(
                        MadeMusic.joined(c, f, c, f, c, f, MadeMusic.clicks(rateHz, 6, 120, 1)));
        MusicalPortrait other =
                MusicalPortrait.of(MadeMusic.joined(MadeMusic.clicks(rateHz, 7, 160, 2), c, e));
        double itself = measure.between(one, one);
        double between = measure.between(one, other);
        assertEquals(between, measure.between(other, one), 1e-9 * Math.abs(between));
        double farther = measure.higherIsNearer() ? itself - between : between - itself;
        assertTrue(farther > 0.05, measure.label() + " " + between);
        assertFalse(measure.meaning().isEmpty());
    }

    @Test
    void aLouderSoundIsASquaredDecibelABandAway() throws IOException {
        AudioClip noise = MadeMusic.noise(22050, 5, 0.1, 9);
        LevelGaussian quiet = MusicalPortrait.of(noise).levels();
        LevelGaussian loud = MusicalPortrait.of(MadeMusic.louder(noise, 3)).levels();
        int bands = quiet.mean().length;
        assertEquals(9.0 * bands, quiet.frechet(loud), 0.01 * 9 * bands);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256, 4097, 11026})
    void anyLengthHasAPortrait(int samples) throws IOException {
        AudioClip tone = MadeMusic.chord(22050, samples / 22050.0, 69);
        assertEquals(samples, tone.samples().length);
        MusicalPortrait portrait = MusicalPortrait.of(tone);
        assertEquals(samples / 22050.0, portrait.seconds(), 1e-12);
        assertEquals(1, portrait.selfSimilarity(View.CHROMA).size());
        assertEquals(1, portrait.selfSimilarity(View.LEVELS).size());
        assertTrue(portrait.chroma().frames() >= 1 && portrait.onsets().frames() >= 1);
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            double value = measure.between(portrait, portrait);
            double expected = measure.higherIsNearer() ? 1 : 0;
            assertTrue(Double.isNaN(value) || Math.abs(value - expected) < 1e-6, "" + measure);
        }
    }

    @ParameterizedTest
    @EnumSource
    void silenceHasNoHarmonyAndNoBeat(MusicalMeasure measure) throws IOException {
        MusicalPortrait silence = MusicalPortrait.of(MadeMusic.silence(22050, 5));
        MusicalPortrait sound = MusicalPortrait.of(piece(22050));
        boolean unsaid =
                switch (measure) {
                    case CHROMA_HISTOGRAM, TEMPO, BEAT_SPECTRUM -> true;
                    default -> false;
                };
        assertEquals(unsaid, Double.isNaN(measure.between(sound, silence)), measure.label());
        assertFalse(Double.isInfinite(measure.between(sound, silence)));
    }

    @Test
    void soundsThatAreNoneAreRefused() {
        assertThrows(
                IOException.class, () -> MusicalPortrait.of(new AudioClip(new float[0], 22050)));
        float[] broken = new float[30000];
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            broken[20000] = bad;
            assertThrows(IOException.class, () -> MusicalPortrait.of(new AudioClip(broken, 22050)));
        }
    }

    @Test
    void levelsAtOtherRatesAreNotCompared() throws IOException {
        MusicalPortrait one = MusicalPortrait.of(piece(22050));
        MusicalPortrait other = MusicalPortrait.of(piece(16000));
        String message =
                assertThrows(
                                IllegalArgumentException.class,
                                () -> MusicalMeasure.LEVEL_FRECHET.between(one, other))
                        .getMessage();
        assertTrue(message.contains("22050") && message.contains("16000"), message);
        // What needs no levels does not mind.
        assertTrue(MusicalMeasure.CHROMA_HISTOGRAM.between(one, other) > 0.95);
    }
}
