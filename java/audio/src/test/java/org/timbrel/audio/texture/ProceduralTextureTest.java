// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.io.SampleReader;

/** What holds for every texture: bytes, blocks, seeds, levels, durations, names. */
class ProceduralTextureTest {

    /**
     * SHA-256 of two seconds of seed 1 as 16-bit little-endian PCM. A change here changes the
     * training set: intend it, then paste what the failure prints.
     */
    @ParameterizedTest
    @CsvSource({
        "RAIN, 7b11bf33fad6be80fa2240be441fa6c52af3420578ebfaf62ad8d808833c01f8",
        "FIRE, 8103a05b4f66c99d35d0323b228a52eab8b2179164f1fbb99b459c2269779c8f",
        "WIND, 48ee519b7bbd366271d86fe54dadda950c3cb88a557fb55c99aa2ea819c85954",
        "STREAM, baf5991321b54fbabaaf23e368b95a25acdaf8f4ab3ad39ffcd1e1f2610bd35d",
        "SURF, c3aedbcb7a6b14dfaaad3dadc6e9f7eb2807ee88147a4f40176bb71d31478830",
        "INSECTS, 1fb4557c50476aee65e3f56df516ad5af974b9678da74952379c34f6c4574eb6",
        "CROWD, d1910be4d94672fffa0d874c8a53615e57dddd8bd5e0dd3733005afe4c311984",
        "MACHINE, 8820b1bc5201074e62fa7237ebd8173b9c72c14d23e3d90685881afcd8f25ff0"
    })
    void isTheSameBytesEverywhere(ProceduralTexture texture, String sha256)
            throws NoSuchAlgorithmException {
        float[] samples = TextureSamples.of(texture, 1, 2);
        ByteBuffer pcm = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float sample : samples) {
            pcm.putShort((short) Math.round(sample * 32_767));
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(pcm.array());
        assertEquals(sha256, HexFormat.of().formatHex(digest));
    }

    @ParameterizedTest
    @EnumSource
    void doesNotDependOnTheBlockSize(ProceduralTexture texture) {
        float[] whole = TextureSamples.of(texture, 3, 1.5);
        SplittableRandom sizes = new SplittableRandom(9);
        float[] pieces = TextureSamples.of(texture, 3, 1.5, () -> sizes.nextInt(1, 700));
        assertArrayEquals(whole, pieces);
        assertArrayEquals(whole, TextureSamples.of(texture, 3, 1.5, () -> 1));
    }

    @ParameterizedTest
    @EnumSource
    void differsBetweenSeeds(ProceduralTexture texture) {
        float[] first = TextureSamples.of(texture, 1, 2);
        for (long seed : new long[] {0, -1, 2, 1L << 40}) {
            float[] other = TextureSamples.of(texture, seed, 2);
            double product = 0;
            double power = 0;
            for (int i = 0; i < first.length; i++) {
                product += (double) first[i] * other[i];
                power += (double) first[i] * first[i];
            }
            // Unrelated stretches of two seconds; the motor's hum keeps the loom's a little alike.
            assertTrue(Math.abs(product / power) < 0.35, "seed " + seed + ": " + product / power);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isAtTheCommonLevel(ProceduralTexture texture) {
        for (long seed = 21; seed < 23; seed++) {
            float[] samples = TextureSamples.of(texture, seed, 60);
            TextureStatistics sound = new TextureStatistics(samples);
            // A minute of gusts or waves is worth 2 dB more or less.
            assertEquals(-20, sound.levelDb(), 2, "seed " + seed);
            assertTrue(sound.peak() < 0.891, "below -1 dBFS, seed " + seed);
            assertTrue(Math.abs(sound.mean()) < 1e-4, "no DC, seed " + seed);
            int bent = 0;
            for (float sample : samples) {
                assertTrue(Float.isFinite(sample));
                bent += Math.abs(sample) > SoftLimiter.KNEE ? 1 : 0;
            }
            assertTrue(bent < 0.01 * samples.length, "the limiter is for rare peaks: " + bent);
            // Starts and ends within the fade, without a click.
            assertTrue(Math.abs(samples[0]) < 1e-3);
            assertTrue(Math.abs(samples[samples.length - 1]) < 1e-3);
        }
    }

    @ParameterizedTest
    @CsvSource({"1e-9, 1", "1e-5, 1", "3e-5, 1", "0.01, 441", "0.123456, 5444", "1, 44100"})
    void lastsAsLongAsAsked(double seconds, int samples) {
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            float[] sound = TextureSamples.of(texture, 5, seconds);
            assertEquals(samples, sound.length, texture.label());
            for (float sample : sound) {
                assertTrue(Float.isFinite(sample), texture.label());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesImpossibleDurations(double seconds) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> ProceduralTexture.RAIN.open(1, seconds));
        assertTrue(e.getMessage().contains("durationSeconds " + seconds), e.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void opensAnHourAtOnce(ProceduralTexture texture) {
        assertTimeout(
                Duration.ofSeconds(5),
                () -> {
                    try (SampleReader reader = texture.open(1, 3600)) {
                        assertEquals(44_100, reader.sampleRateHz());
                        assertEquals(100, reader.read(new float[100], 0, 100));
                    }
                });
    }

    @Test
    void readsIntoTheMiddleAndEndsOnce() throws IOException {
        try (SampleReader reader = ProceduralTexture.WIND.open(1, 0.01)) {
            float[] out = new float[1_000];
            Arrays.fill(out, 7);
            assertEquals(0, reader.read(out, 0, 0));
            assertEquals(441, reader.read(out, 100, 900));
            assertEquals(7, out[99]);
            assertEquals(7, out[541]);
            assertEquals(-1, reader.read(out, 0, 1));
            assertEquals(-1, reader.read(out, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(out, 999, 2));
        }
    }

    @Test
    void refusesToReadOnceClosed() throws IOException {
        SampleReader reader = ProceduralTexture.FIRE.open(1, 1);
        reader.close();
        reader.close();
        assertThrows(IOException.class, () -> reader.read(new float[1], 0, 1));
    }

    @Test
    void isFoundByItsLabel() {
        for (ProceduralTexture texture : ProceduralTexture.values()) {
            assertSame(texture, ProceduralTexture.named(texture.label()));
            assertSame(texture, ProceduralTexture.named(texture.name()));
        }
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> ProceduralTexture.named("hail"));
        assertEquals(
                "no texture is called \"hail\"; there are: rain, fire, wind, stream, surf, insects,"
                        + " crowd, machine",
                e.getMessage());
        assertFalse(e.getMessage().contains("\n"));
    }
}
