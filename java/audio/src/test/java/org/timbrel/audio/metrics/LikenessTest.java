// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.texture.ProceduralTexture;

/** What need not be aligned: the discrepancy, the copies, the floors, and sets of sounds. */
class LikenessTest {

    private static final int RATE_HZ = 8000;

    /** Noise whose level wanders, so that stretches differ; at a low rate, so that it is quick. */
    private static AudioClip noise(double seconds, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] samples = new float[(int) (seconds * RATE_HZ)];
        double level = 0;
        for (int i = 0; i < samples.length; i++) {
            level += 0.002 * (random.nextGaussian() - 0.05 * level);
            samples[i] = (float) (0.1 * Math.exp(level) * random.nextDouble(-1, 1));
        }
        return new AudioClip(samples, RATE_HZ);
    }

    private static AudioClip texture(ProceduralTexture texture, long seed, double seconds)
            throws IOException {
        try (SampleReader reader = texture.open(seed, seconds)) {
            return AudioFiles.readAll(reader);
        }
    }

    private static AudioClip part(AudioClip clip, double fromSeconds, double toSeconds) {
        int rate = clip.sampleRateHz();
        return new AudioClip(
                Arrays.copyOfRange(
                        clip.samples(), (int) (fromSeconds * rate), (int) (toSeconds * rate)),
                rate);
    }

    private static Likeness.WithFloor likeness(AudioClip reference, AudioClip other)
            throws IOException {
        return Likeness.of(
                new SoundSet(List.of(Portrait.of(reference))),
                new SoundSet(List.of(Portrait.of(other))));
    }

    /** Without bias: over many pairs the mean is 0 within what chance makes of it. */
    @Test
    void theDiscrepancyOfTwoStretchesOfOneNoiseIsZeroOnAverage() throws IOException {
        int pairs = 24;
        double sum = 0;
        double squares = 0;
        int negative = 0;
        for (int i = 0; i < pairs; i++) {
            List<TextureStatistics> x = Portrait.of(noise(12, 2L * i)).segments();
            List<TextureStatistics> y = Portrait.of(noise(12, 2L * i + 1)).segments();
            double mmd = TextureDiscrepancy.of(x, y);
            sum += mmd;
            squares += mmd * mmd;
            negative += mmd < 0 ? 1 : 0;
        }
        double mean = sum / pairs;
        double error = Math.sqrt((squares / pairs - mean * mean) / (pairs - 1));
        assertTrue(Math.abs(mean) < 3 * error, mean + " with an error of " + error);
        // The estimate with the bias, which counts a segment beside itself, is never below 0.
        assertTrue(negative >= 4, negative + " of " + pairs + " below 0");
    }

    /** By hand: two segments each, all distances known. */
    @Test
    void theDiscrepancyIsGrettonsUnbiasedEstimate() throws IOException {
        List<TextureStatistics> x = Portrait.of(noise(5, 1)).segments();
        List<TextureStatistics> y = Portrait.of(noise(5, 2)).segments();
        x = x.subList(0, 2);
        y = y.subList(0, 2);
        double sigma = x.get(0).distance(x.get(1));
        double across = 0;
        for (TextureStatistics a : x) {
            for (TextureStatistics b : y) {
                across += Math.exp(-a.distance(b) / sigma) / 4;
            }
        }
        double own = Math.exp(-y.get(0).distance(y.get(1)) / sigma);
        // Distances are kept as floats: 1e-7 of 1.
        assertEquals(Math.exp(-1) + own - 2 * across, TextureDiscrepancy.of(x, y), 1e-6);
        assertTrue(Double.isNaN(TextureDiscrepancy.of(x.subList(0, 1), y)));
    }

    @Test
    void anotherTextureIsFarBeyondTheFloor() throws IOException {
        AudioClip rain = texture(ProceduralTexture.RAIN, 1, 12);
        Likeness.WithFloor same = likeness(rain, texture(ProceduralTexture.RAIN, 2, 12));
        Likeness.WithFloor away = likeness(rain, texture(ProceduralTexture.STREAM, 1, 12));
        assertTrue(Math.abs(same.value().mmd()) < 0.05, same.toString());
        assertTrue(Math.abs(same.floor().mmd()) < 0.05, same.toString());
        assertTrue(away.value().mmd() > 0.15, away.toString());
        assertEquals(same.floor(), away.floor(), "the floor is the reference's alone");
        assertTrue(away.value().longTermDb() > 3 * away.floor().longTermDb(), away.toString());
        assertTrue(away.value().sortedLevelDb() > 3 * away.floor().sortedLevelDb());
        assertTrue(away.value().modulationDb() > 2 * away.floor().modulationDb());
        assertTrue(away.value().texStat() > 1.3 * away.floor().texStat(), away.toString());
    }

    /** At another level, after a filter, and from the middle of a frame. */
    @Test
    void aCopyIsFoundHoweverItIsChanged() throws IOException {
        AudioClip fire = texture(ProceduralTexture.FIRE, 1, 12);
        AudioClip stretch = part(fire, 3.0011, 7);
        float[] changed = new float[stretch.samples().length];
        for (int i = 1; i < changed.length; i++) {
            changed[i] = 0.3f * (stretch.samples()[i] - 0.8f * stretch.samples()[i - 1]);
        }
        AudioClip copy = new AudioClip(changed, stretch.sampleRateHz());
        assertEquals(1, likeness(fire, fire).value().copiedShare());
        assertEquals(1, likeness(fire, copy).value().copiedShare());
    }

    @Test
    void newSoundIsNoCopy() throws IOException {
        AudioClip fire = texture(ProceduralTexture.FIRE, 1, 20);
        Likeness.WithFloor other = likeness(fire, texture(ProceduralTexture.FIRE, 2, 20));
        assertTrue(other.floor().copiedShare() <= 0.07, other.toString());
        // 5 % are expected of about 80 stretches; 15 % would be four deviations.
        assertTrue(other.value().copiedShare() <= 0.15, other.toString());
    }

    /** Half old, half new: half copied. */
    @Test
    void theShareIsThePartThatIsCopied() throws IOException {
        AudioClip rain = texture(ProceduralTexture.RAIN, 1, 12);
        AudioClip more = texture(ProceduralTexture.RAIN, 2, 6);
        float[] both = Arrays.copyOf(part(rain, 2, 8).samples(), 12 * 44_100);
        System.arraycopy(more.samples(), 0, both, 6 * 44_100, 6 * 44_100);
        double share = likeness(rain, new AudioClip(both, 44_100)).value().copiedShare();
        // Stretches across the seam may count for either.
        assertEquals(0.5, share, 0.05);
    }

    /** Over-smooth sound is near to everything by distance, and no copy of it. */
    @Test
    void soundThatStandsStillSaysNothingOfCopies() throws IOException {
        AudioClip tone = new AudioClip(new float[8 * RATE_HZ], RATE_HZ);
        for (int i = 0; i < tone.samples().length; i++) {
            tone.samples()[i] = (float) (0.3 * Math.sin(2 * Math.PI * 1000 * i / RATE_HZ));
        }
        AudioClip noise = noise(12, 1);
        // Its two ends move, which are stretches too.
        double share = likeness(noise, part(tone, 1, 7)).value().copiedShare();
        assertTrue(Double.isNaN(share) || share == 0, "share " + share);
        assertTrue(Double.isNaN(likeness(tone, noise).value().copiedShare()));
    }

    @Test
    void silenceHasFiniteMeasuresOrNone() throws IOException {
        AudioClip silence = new AudioClip(new float[12 * RATE_HZ], RATE_HZ);
        for (AudioClip other : List.of(silence, noise(12, 1))) {
            for (Likeness l :
                    List.of(
                            likeness(silence, other).value(),
                            likeness(silence, other).floor(),
                            likeness(other, silence).value())) {
                assertTrue(Double.isFinite(l.longTermDb()), l.toString());
                assertTrue(Double.isFinite(l.sortedLevelDb()), l.toString());
                assertTrue(Double.isFinite(l.modulationDb()), l.toString());
                assertTrue(Double.isFinite(l.texStat()), l.toString());
                assertTrue(Double.isFinite(l.mmd()), l.toString());
                assertFalse(Double.isInfinite(l.copiedShare()), l.toString());
            }
        }
        assertEquals(0, likeness(silence, silence).value().mmd());
    }

    @Test
    void shortSoundsHaveNoFloor() throws IOException {
        Likeness.WithFloor l = likeness(noise(0.5, 1), noise(0.5, 2));
        assertTrue(Double.isFinite(l.value().longTermDb()));
        for (double none :
                new double[] {
                    l.value().modulationDb(),
                    l.value().texStat(),
                    l.value().mmd(),
                    l.value().copiedShare(),
                    l.floor().longTermDb(),
                    l.floor().sortedLevelDb(),
                    l.floor().texStat(),
                    l.floor().mmd()
                }) {
            assertTrue(Double.isNaN(none), l.toString());
        }
    }

    /** A set is as its sounds one after the other; its floor is between its sounds. */
    @Test
    void aSetIsJudgedAsAWhole() throws IOException {
        List<Portrait> parts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parts.add(Portrait.of(noise(5, i)));
        }
        List<Portrait> other = List.of(Portrait.of(noise(9, 9)));
        Likeness.WithFloor set = Likeness.of(new SoundSet(parts), new SoundSet(other));
        double sum = 0;
        for (Portrait part : parts) {
            sum += TexStat.unaligned(List.of(part), other.get(0));
        }
        // All have as many segments, so the mean over all pairs is the mean of the means.
        assertEquals(sum / 4, set.value().texStat(), 1e-6);
        Likeness.WithFloor halves =
                Likeness.of(
                        new SoundSet(List.of(parts.get(0), parts.get(2))),
                        new SoundSet(List.of(parts.get(1), parts.get(3))));
        assertEquals(halves.value().longTermDb(), set.floor().longTermDb(), 1e-9);
        assertEquals(halves.value().modulationDb(), set.floor().modulationDb(), 1e-9);
    }
}
