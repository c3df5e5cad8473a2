// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.List;
import org.timbrel.music.roll.Grid;
import org.timbrel.music.roll.PianoRollSpec;

/**
 * What a training run on pieces of music has beside what every run has.
 *
 * @param grid what frames of a piano roll are apart: 240t, 1/8 or 0.01s
 * @param onsets whether a roll says which notes begin
 * @param embedding values that stand for a token
 * @param transpose semitones by which copies of what is trained on lie lower and higher, at most
 * @param stretch how many times as long further copies are
 * @param conditions what the network is told: density, histogram, style
 */
public record MusicSettings(
        String grid,
        boolean onsets,
        int embedding,
        int transpose,
        List<Double> stretch,
        List<String> conditions) {

    /** Pieces as they are, said in eighths where a roll says them. */
    public static final MusicSettings DEFAULTS =
            new MusicSettings(
                    PianoRollSpec.DEFAULT.grid().text(), false, 64, 0, List.of(), List.of());

    private static final int MOST_EMBEDDING = 1 << 14;
    private static final int MOST_SEMITONES = 11;
    private static final double LEAST_STRETCH = 0.25;
    private static final double MOST_STRETCH = 4;

    public MusicSettings {
        stretch = List.copyOf(stretch);
        conditions = List.copyOf(conditions);
    }

    /**
     * Checks every setting.
     *
     * @throws IllegalArgumentException if one is outside its range, or does not go with the
     *     representation
     */
    public void check(Representation representation) {
        Grid.parse(grid);
        within("embedding", embedding, 1, MOST_EMBEDDING);
        within("transpose", transpose, 0, MOST_SEMITONES);
        for (double factor : stretch) {
            if (!(factor >= LEAST_STRETCH && factor <= MOST_STRETCH)) {
                throw new IllegalArgumentException(
                        "stretch %s is outside %s..%s"
                                .formatted(factor, LEAST_STRETCH, MOST_STRETCH));
            }
        }
        boolean inSeconds =
                representation == Representation.PERFORMANCE
                        || (representation == Representation.PIANOROLL
                                && Grid.parse(grid) instanceof Grid.Seconds);
        if (!stretch.isEmpty() && !inSeconds) {
            throw new IllegalArgumentException(
                    "stretch %s changes tempo, of which representation %s%s knows nothing: take performance, or pianoroll on a grid in seconds"
                            .formatted(
                                    stretch,
                                    representation,
                                    representation.isTokens() ? "" : " on the grid " + grid));
        }
        ConditionSpec.kinds(conditions);
    }

    private static void within(String name, int value, int low, int high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(
                    "%s %d is outside %d..%d".formatted(name, value, low, high));
        }
    }

    /** What a roll's frames are. */
    PianoRollSpec roll() {
        return PianoRollSpec.DEFAULT.withGrid(Grid.parse(grid)).withOnsets(onsets);
    }
}
