// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.audio.texture.TextureStatistics.correlation;
import static org.timbrel.audio.texture.TextureStatistics.kurtosis;
import static org.timbrel.audio.texture.TextureStatistics.modulationDb;
import static org.timbrel.audio.texture.TextureStatistics.rhythm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each texture has what its name promises, and neither static noise nor any other texture has it.
 * The bounds lie about midway between the texture and whatever comes nearest to it over several
 * seeds.
 */
class TextureCharacterTest {

    private static final double SECONDS = 30;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void soundsLikeItsNameAndLikeNoOther(long seed) {
        Map<String, TextureStatistics> sounds = new LinkedHashMap<>();
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            float[] samples = TextureSamples.of(texture, seed, SECONDS);
            sounds.put(texture.label(), new TextureStatistics(samples));
        }
        sounds.put("white noise", new TextureStatistics(noise(seed, 20_000)));
        sounds.put("brown noise", new TextureStatistics(noise(seed, 300)));
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            sounds.forEach(
                    (name, sound) ->
                            assertEquals(
                                    name.equals(texture.label()),
                                    soundsLike(texture, sound),
                                    name + ", seed " + seed + ", taken for " + texture.label()));
        }
    }

    private static boolean soundsLike(ProceduralTexture texture, TextureStatistics sound) {
        return switch (texture) {
            case RAIN -> isRain(sound);
            case FIRE -> isFire(sound);
            case WIND -> isWind(sound);
            case STREAM -> isStream(sound);
            case SURF -> isSurf(sound);
            case INSECTS -> isInsects(sound);
            case CROWD -> isCrowd(sound);
            case MACHINE -> isMachine(sound);
        };
    }

    /** Broad and level over three octaves, hardly modulated, but with single drops standing out. */
    private static boolean isRain(TextureStatistics sound) {
        double[] octaves =
                DoubleStream.of(1_000, 2_000, 4_000, 8_000).map(sound::octaveDb).toArray();
        double spread =
                DoubleStream.of(octaves).max().orElseThrow()
                        - DoubleStream.of(octaves).min().orElseThrow();
        double[] treble = sound.envelope(4_000);
        double sparkle = kurtosis(treble);
        return spread < 6
                && sparkle > 5
                && sparkle < 40
                && modulationDb(treble, 0.05, 2) < -16
                && modulationDb(sound.envelope(1_000), 3, 6) < -15;
    }

    /** Rare sharp crackles over most of the spectrum, flames that puff at 1 to 4 Hz below. */
    private static boolean isFire(TextureStatistics sound) {
        return kurtosis(sound.envelope(1_000)) > 40
                && kurtosis(sound.envelope(4_000)) > 40
                && kurtosis(sound.envelope(125)) < 20
                && modulationDb(sound.envelope(125), 1, 4) > -9
                && sound.share(0, 500) > 0.5;
    }

    /** Low, with slow gusts that lift all bands together and no faster rhythm. */
    private static boolean isWind(TextureStatistics sound) {
        double[] low = sound.envelope(250);
        double[] high = sound.envelope(4_000);
        return sound.share(0, 1_000) > 0.85
                && modulationDb(high, 0.05, 1) > -10
                && correlation(low, high) > 0.35
                && modulationDb(sound.envelope(1_000), 3, 6) < -18;
    }

    /** Between 400 and 4000 Hz, bubbling fast and in each band for itself. */
    private static boolean isStream(TextureStatistics sound) {
        double[] middle = sound.envelope(1_000);
        double bubbling = kurtosis(middle);
        return sound.share(400, 4_000) > 0.8
                && bubbling > 4.5
                && bubbling < 20
                && modulationDb(middle, 12, 24) > -14
                && correlation(middle, sound.envelope(4_000)) < 0.25;
    }

    /** Waves: deep modulation below 0.2 Hz that all the treble shares, little of it faster. */
    private static boolean isSurf(TextureStatistics sound) {
        double[] treble = sound.envelope(4_000);
        double waves = modulationDb(treble, 0.05, 0.2);
        return waves > -4
                && waves - modulationDb(treble, 0.5, 2) > 4
                && correlation(sound.envelope(1_000), treble) > 0.7;
    }

    /** Narrow carriers between 2.5 and 9 kHz, pulsed at 33 to 50 Hz. */
    private static boolean isInsects(TextureStatistics sound) {
        double[] crickets = sound.envelope(4_600);
        double pulses = modulationDb(crickets, 33, 50);
        return sound.share(2_500, 9_000) > 0.9
                && sound.share(4_300, 5_100) > 0.3
                && pulses > -8
                && pulses - modulationDb(crickets, 12, 24) > 3;
    }

    /**
     * A speech spectrum that falls from 500 Hz on, in syllables: 3 to 6 Hz far above 12 to 24 Hz.
     */
    private static boolean isCrowd(TextureStatistics sound) {
        double[] formants = sound.envelope(1_000);
        return sound.share(250, 1_000) > 0.6
                && sound.octaveDb(500) - sound.octaveDb(2_000) > 5
                && sound.octaveDb(2_000) - sound.octaveDb(4_000) > 4
                && modulationDb(formants, 3, 6) - modulationDb(formants, 12, 24) > 7;
    }

    /** The cycle of 2.6 Hz comes back in every band, and is not just a slow swell. */
    private static boolean isMachine(TextureStatistics sound) {
        return DoubleStream.of(125, 1_000)
                .mapToObj(sound::envelope)
                .allMatch(
                        envelope -> {
                            double cycle = rhythm(envelope, 0.35, 0.42);
                            double between = rhythm(envelope, 0.28, 0.33);
                            return cycle > 0.3 && cycle - between > 0.25;
                        });
    }

    private static float[] noise(long seed, double cutoffHz) {
        RandomSource random = new RandomSource(seed);
        OnePole filter = new OnePole(cutoffHz);
        float[] samples = new float[(int) (SECONDS * 44_100)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) (0.1 * filter.low(random.gaussian()));
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void halvesOfAMinuteAreAlike(long seed) {
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            float[] minute = TextureSamples.of(texture, seed, 60);
            int half = minute.length / 2;
            TextureStatistics first = new TextureStatistics(Arrays.copyOf(minute, half));
            TextureStatistics second =
                    new TextureStatistics(Arrays.copyOfRange(minute, half, minute.length));
            String where = texture.label() + ", seed " + seed;
            // Half a minute holds only three to five waves or a dozen gusts; the rest is steadier.
            boolean slow = texture == ProceduralTexture.SURF || texture == ProceduralTexture.WIND;
            assertEquals(first.levelDb(), second.levelDb(), slow ? 3.5 : 2, where);
            for (double hz : new double[] {125, 500, 1_000, 2_000, 4_000, 8_000}) {
                double before = first.octaveDb(hz) + first.levelDb();
                double after = second.octaveDb(hz) + second.levelDb();
                assertEquals(before, after, slow ? 5 : 3.5, where + " at " + hz + " Hz");
            }
            // Alike, yet not the same again.
            assertTrue(Math.abs(sameness(minute, half)) < 0.1, where);
        }
    }

    private static double sameness(float[] samples, int lag) {
        double product = 0;
        double power = 0;
        for (int i = 0; i + lag < samples.length; i++) {
            product += (double) samples[i] * samples[i + lag];
            power += (double) samples[i] * samples[i];
        }
        return product / power;
    }
}
