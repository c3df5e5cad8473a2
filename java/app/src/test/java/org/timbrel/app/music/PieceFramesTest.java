// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.timbrel.app.Pieces;
import org.timbrel.music.augment.Augment;
import org.timbrel.music.score.Score;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.InsufficientDataException;

/** Pieces divided, copied and said in frames. */
class PieceFramesTest {

    private static List<TrainingPiece> pieces(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        k ->
                                new TrainingPiece(
                                        k + ".mid",
                                        k % 2 == 0 ? "walk" : "waltz",
                                        k % 2 == 0 ? Pieces.walk(k, 4) : Pieces.waltz(k, 4)))
                .toList();
    }

    private static MusicSettings with(int transpose, List<Double> stretch, String... conditions) {
        return new MusicSettings("1/8", false, 64, transpose, stretch, List.of(conditions));
    }

    private static Set<String> names(List<TrainingPiece> pieces) {
        Set<String> names = new HashSet<>();
        pieces.forEach(piece -> names.add(piece.name()));
        return names;
    }

    @Test
    void areDividedWholeAndBySeed() {
        PieceSplit split = PieceSplit.of(pieces(20), 0.1, 0.1, 1);
        assertEquals(16, split.training().size());
        assertEquals(2, split.validation().size());
        assertEquals(2, split.test().size());
        Set<String> all = names(split.training());
        all.addAll(names(split.validation()));
        all.addAll(names(split.test()));
        assertEquals(20, all.size());
        assertEquals(split, PieceSplit.of(pieces(20), 0.1, 0.1, 1));
        assertTrue(!split.equals(PieceSplit.of(pieces(20), 0.1, 0.1, 2)));
    }

    @Test
    void thatAreTooFewAreRefused() {
        InsufficientDataException e =
                assertThrows(
                        InsufficientDataException.class,
                        () -> PieceSplit.of(pieces(2), 0.1, 0.1, 1));
        assertEquals(
                "2 usable pieces cannot be divided: 3 are needed; give more, or --train and --valid",
                e.getMessage());
    }

    @Test
    void areCopiedInTheTrainingPartAlone() {
        PieceSplit split = PieceSplit.of(pieces(6), 0.2, 0.2, 1);
        PieceFrames plain = new PieceFrames(split, Representation.PIANOROLL, with(0, List.of()));
        PieceFrames more = new PieceFrames(split, Representation.PIANOROLL, with(2, List.of()));
        assertEquals(4, plain.training().size());
        assertEquals(20, more.training().size());
        assertEquals(1, more.validation().size());
        assertEquals(1, more.test().size());
        Score first = split.training().get(0).score();
        float[] down = new RollCode(with(0, List.of()).roll()).encode(Augment.transpose(first, -2));
        assertArrayEquals(down, more.training().get(0).values());
    }

    @Test
    void areStretchedWhereTimeIsSaid() {
        PieceSplit split = PieceSplit.of(pieces(6), 0.2, 0.2, 1);
        PieceFrames more =
                new PieceFrames(split, Representation.PERFORMANCE, with(0, List.of(1.1)));
        assertEquals(8, more.training().size());
        assertTrue(
                !Arrays.equals(more.training().get(0).values(), more.training().get(1).values()));
    }

    @Test
    void areToldWhatTheyAreLike() {
        PieceSplit split = PieceSplit.of(pieces(12), 0.1, 0.1, 1);
        for (Representation kind : List.of(Representation.REMI, Representation.PIANOROLL)) {
            PieceFrames frames =
                    new PieceFrames(split, kind, with(0, List.of(), "density", "style"));
            ConditionSpec spec = frames.model().conditions();
            assertEquals(List.of("walk", "waltz"), spec.styles());
            assertEquals(3, spec.size());
            double[] density = new double[2];
            int[] count = new int[2];
            for (int k = 0; k < frames.training().size(); k++) {
                FrameSequence sequence = frames.training().get(k);
                int style = spec.styles().indexOf(split.training().get(k).style());
                float[] told = sequence.conditions();
                assertEquals(sequence.frames() * 3, told.length);
                for (int row = 0; row < told.length; row += 3) {
                    density[style] += told[row];
                    count[style]++;
                    assertEquals(1f, told[row + 1 + style]);
                    assertEquals(0f, told[row + 2 - style]);
                }
            }
            // Eighths against quarters.
            assertTrue(density[0] / count[0] > 1.2 * density[1] / count[1]);
            float usual = spec.usual().get(0);
            assertEquals((density[0] + density[1]) / (count[0] + count[1]), usual, 0.02);
        }
    }

    @Test
    void ofOneStyleCannotBeToldApart() {
        List<TrainingPiece> alike =
                pieces(6).stream().map(p -> new TrainingPiece(p.name(), "x", p.score())).toList();
        PieceSplit split = PieceSplit.of(alike, 0.1, 0.1, 1);
        InsufficientDataException e =
                assertThrows(
                        InsufficientDataException.class,
                        () ->
                                new PieceFrames(
                                        split, Representation.REMI, with(0, List.of(), "style")));
        assertEquals(
                "all pieces are of one style, x: the folders that they lie in are the styles; give two at least",
                e.getMessage());
    }
}
