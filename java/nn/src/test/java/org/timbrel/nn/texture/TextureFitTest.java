// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.texture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextureFitTest {

    private static final TextureSpec SPEC = new TextureSpec(2, List.of(8f), 5, 3, 1);

    /** Frames of two values with memory, at a level. */
    private static float[] piece(int frames, float level, long seed) {
        Random random = new Random(seed);
        float[] values = new float[frames * 2];
        Arrays.fill(values, level);
        for (int k = 2; k < values.length; k++) {
            values[k] = level + 0.7f * (values[k - 2] - level) + (float) random.nextGaussian();
        }
        return values;
    }

    private static Texture texture(LevelMap levels) {
        return TextureFit.of(
                SPEC,
                2,
                levels,
                List.of(List.of(piece(300, 0, 1), piece(200, 0, 2)), List.of(piece(400, 5, 3))));
    }

    @Test
    void keepsEveryInnovationInTheOrderOfTime() {
        Texture texture = texture(LevelMap.NONE);
        InnovationBank bank = texture.bank();
        assertEquals(300 + 200 + 400 - 3 * 2, bank.size(), "the first two of a piece have no past");
        float[] first = texture.linear().innovations(0, piece(300, 0, 1));
        assertArrayEquals(
                Arrays.copyOfRange(first, 4, 600), Arrays.copyOf(bank.innovations(), 596));
        for (int j = 0; j < bank.size(); j++) {
            assertEquals(j < 496 ? 0 : 1, bank.sound(j), "entry " + j);
            assertEquals(j == 297 || j == 495 || j == 893, bank.ends(j), "entry " + j);
        }
    }

    @Test
    void whitenedInnovationsHaveTheCovarianceOfNoise() {
        InnovationBank bank = texture(LevelMap.NONE).bank();
        float[] white = bank.whitened(bank.innovations());
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double sum = 0;
                for (int t = 0; t < white.length; t += 2) {
                    sum += white[t + i] * (double) white[t + j] / bank.size();
                }
                // The floor under the variance takes a millionth.
                assertEquals(i == j ? 1 : 0, sum, 1e-5);
            }
        }
    }

    @Test
    void limitsAreTheRangesOfTheSounds() {
        LevelMap sum = new LevelMap(new float[] {1, 1}, new float[] {10}, new float[] {0.5f, 0.5f});
        Texture texture = texture(sum);
        FrameLimits limits = texture.limits();
        float[] second = piece(400, 5, 3);
        float least = Float.MAX_VALUE;
        float lowest = Float.MAX_VALUE;
        for (int t = 0; t < 800; t += 2) {
            least = Math.min(least, second[t + 1]);
            lowest = Math.min(lowest, second[t] + second[t + 1] + 10);
        }
        assertEquals(least, limits.low()[3]);
        assertEquals(lowest, limits.levelLow()[1], 1e-5f);
        assertTrue(limits.levelHigh()[0] < limits.levelHigh()[1]);
    }

    @Test
    void levelsOfNormalisedFramesAreThoseOfTheFrames() {
        LevelMap raw =
                new LevelMap(
                        new float[] {1, 2, 3, 4}, new float[] {10, 20}, new float[] {5, 6, 7, 8});
        LevelMap map = raw.ofNormalised(new float[] {1, -1}, new float[] {2, 4});
        // Frame (1 + 2·3, −1 + 4·5) = (7, 19).
        assertArrayEquals(raw.levels(2, true, 7, 19), map.levels(2, true, 3, 5));
        assertArrayEquals(new float[] {2.5f, 1.5f, 3.5f, 2}, map.back());
    }

    @Test
    void clustersAreAFunctionOfTheSeed() {
        float[] points = piece(500, 0, 7);
        int[] once = new KMeans(8, 2, 3, points).assigned(points);
        assertArrayEquals(once, new KMeans(8, 2, 3, points).assigned(points));
        assertFalse(Arrays.equals(once, new KMeans(8, 2, 4, points).assigned(points)));
        assertEquals(8, Arrays.stream(once).distinct().count());
    }

    @Test
    void findsClustersThatLieApart() {
        Random random = new Random(5);
        float[] points = new float[600];
        for (int j = 0; j < 300; j++) {
            points[2 * j] = 10 * (j % 3) + (float) random.nextGaussian();
            points[2 * j + 1] = (float) random.nextGaussian();
        }
        int[] found = new KMeans(3, 2, 1, points).assigned(points);
        for (int j = 3; j < 300; j++) {
            assertEquals(found[j % 3], found[j]);
        }
        // Fewer points than clusters leave some empty.
        int[] few = new KMeans(5, 1, 1, 1, 1, 2, 2).assigned(1, 1, 2, 2);
        assertEquals(2, Arrays.stream(few).distinct().count());
    }

    @Test
    void entriesOfTheBankAreInTheirClusters() {
        Texture texture = texture(LevelMap.NONE);
        InnovationBank bank = texture.bank();
        int[] found = new InnovationClusters(texture).of(bank.innovations());
        int same = 0;
        for (int j = 0; j < found.length; j++) {
            same += found[j] == bank.cluster(j) ? 1 : 0;
        }
        // The rounds may end before the last few have moved.
        assertTrue(same > 0.98 * found.length, same + " of " + found.length);
    }

    @Test
    void refusesSoundsWithoutFramesAndPartsThatDoNotFit() {
        assertEquals(
                "sound 1: no piece is longer than the 2 frames that the linear part looks back at",
                refusal(
                        () ->
                                TextureFit.of(
                                        SPEC,
                                        2,
                                        LevelMap.NONE,
                                        List.of(List.of(piece(50, 0, 1)), List.of()))));
        assertEquals(
                "matrix holds 3 values, but [D,B] has 2",
                refusal(
                        () ->
                                TextureFit.of(
                                        SPEC,
                                        2,
                                        new LevelMap(new float[3], new float[1], new float[3]),
                                        List.of(List.of(piece(50, 0, 1))))));
        Texture texture = texture(LevelMap.NONE);
        assertEquals(
                "dims of the linear part are 2, of the bank 2, of the limits 1",
                refusal(
                        () ->
                                new Texture(
                                        texture.linear(),
                                        texture.bank(),
                                        FrameLimits.ofValues(1, 2, new float[2], new float[2]),
                                        3)));
        assertEquals(
                "run 0.5 must be at least 1, and finite",
                refusal(() -> new TextureSpec(2, List.of(), 5, 0.5f, 1)));
        assertEquals(
                "low 1.0 is above high 0.0 at 0",
                refusal(() -> FrameLimits.ofValues(1, 1, new float[] {1}, new float[] {0})));
        assertEquals(
                "cluster of innovation 1 is 3, outside 0..2",
                refusal(
                        () ->
                                new InnovationBank(
                                        1,
                                        1,
                                        3,
                                        new float[2],
                                        new float[1],
                                        new int[2],
                                        new int[] {0, 3},
                                        new boolean[2])));
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    @Test
    void oneMoreSoundLeavesTheOthersAsTheyAre() {
        LevelMap sum = new LevelMap(new float[] {1, 1}, new float[] {10}, new float[] {0.5f, 0.5f});
        Texture texture = texture(sum);
        Texture more = TextureFit.extended(texture, List.of(piece(250, -5, 4), piece(90, -5, 5)));
        assertEquals(3, more.sounds());
        assertArrayEquals(
                texture.linear().gains(),
                Arrays.copyOf(more.linear().gains(), texture.linear().gains().length));
        assertArrayEquals(
                texture.linear().mean(),
                Arrays.copyOf(more.linear().mean(), texture.linear().mean().length));
        InnovationBank bank = texture.bank();
        assertArrayEquals(
                bank.innovations(),
                Arrays.copyOf(more.bank().innovations(), bank.innovations().length));
        assertArrayEquals(bank.whitening(), more.bank().whitening());
        assertEquals(bank.size() + 250 + 90 - 2 * 2, more.bank().size());
        for (int j = 0; j < bank.size(); j++) {
            assertEquals(bank.sound(j), more.bank().sound(j));
            assertEquals(bank.cluster(j), more.bank().cluster(j));
            assertEquals(bank.ends(j), more.bank().ends(j));
        }
        assertEquals(2, more.bank().sound(bank.size()));
        assertTrue(more.bank().ends(bank.size() + 247));
        float[] own = more.linear().innovations(2, piece(250, -5, 4));
        assertEquals(own[4], more.bank().innovations()[bank.innovations().length]);
        assertArrayEquals(
                texture.limits().levelHigh(), Arrays.copyOf(more.limits().levelHigh(), 2));
        assertTrue(more.limits().high()[4] < more.limits().high()[2], "lower than the second");
    }

    @Test
    void framesComeBackFromTheirInnovations() {
        LinearPart linear = texture(LevelMap.NONE).linear();
        float[] piece = piece(300, 5, 3);
        float[] again = linear.frames(1, linear.innovations(1, piece));
        // Rounded to floats around 5 at every step of a stable part.
        assertArrayEquals(piece, again, 1e-4f);
    }

    @Test
    void clustersOfManyPointsAreFoundFromSome() {
        Random random = new Random(7);
        float[] points = new float[4000];
        for (int j = 0; j < points.length; j++) {
            points[j] = j % 3 * 100 + (float) random.nextGaussian();
        }
        int[] clusters = new KMeans(3, 1, 1, points).assigned(points);
        for (int j = 3; j < points.length; j++) {
            assertEquals(clusters[j % 3], clusters[j], "point " + j);
        }
        assertEquals(3, Arrays.stream(clusters).distinct().count());
    }
}
