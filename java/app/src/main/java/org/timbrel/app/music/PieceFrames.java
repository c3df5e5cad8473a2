// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.timbrel.music.augment.Augment;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Score;
import org.timbrel.music.tokens.TokenizerSpec;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.InsufficientDataException;
import org.timbrel.nn.train.UnusableSequence;

/**
 * Divided pieces as the frames that a network learns from, with copies of those that are trained
 * on, transposed and stretched.
 */
public final class PieceFrames {

    private final MusicCode code;
    private ConditionSpec conditions;
    private final List<UnusableSequence> unusable = new ArrayList<>();
    private final List<FrameSequence> training;
    private final List<FrameSequence> validation;
    private final List<FrameSequence> test;

    /**
     * @throws InsufficientDataException if styles are asked for and there is only one
     */
    public PieceFrames(PieceSplit split, Representation representation, MusicSettings settings) {
        List<TrainingPiece> copies = copies(split.training(), settings);
        code = code(copies, representation, settings);
        conditions = conditions(split.training(), settings);
        List<Encoded> learned = encoded(copies);
        if (conditions.size() > 0) {
            conditions =
                    conditions.withUsual(
                            learned.stream().map(piece -> piece.told(conditions)).toList());
        }
        training = sequences(learned);
        validation = sequences(encoded(split.validation()));
        test = sequences(encoded(split.test()));
    }

    /** A piece in frames, with what was measured of it; null where nobody asks. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody else has them.
    private record Encoded(TrainingPiece piece, float[] frames, float[] measures) {

        float[] told(ConditionSpec conditions) {
            return conditions.rows(measures, piece.style());
        }
    }

    private static MusicCode code(
            List<TrainingPiece> pieces, Representation representation, MusicSettings settings) {
        if (representation == Representation.PIANOROLL) {
            PianoRollSpec roll = settings.roll();
            return new RollCode(roll);
        }
        List<Score> scores = pieces.stream().map(TrainingPiece::score).toList();
        return new TokenCode(TokenizerSpec.named(representation.toString()).fittedTo(scores));
    }

    private static ConditionSpec conditions(List<TrainingPiece> pieces, MusicSettings settings) {
        List<ConditionSpec.Kind> kinds = ConditionSpec.kinds(settings.conditions());
        TreeSet<String> styles = new TreeSet<>();
        pieces.forEach(piece -> styles.add(piece.style()));
        if (kinds.contains(ConditionSpec.Kind.STYLE) && styles.size() < 2) {
            throw new InsufficientDataException(
                    "all pieces are of one style, %s: the folders that they lie in are the styles; give two at least"
                            .formatted(styles.first()));
        }
        return ConditionSpec.of(kinds, List.copyOf(styles));
    }

    private static List<TrainingPiece> copies(List<TrainingPiece> pieces, MusicSettings settings) {
        List<TrainingPiece> copies = new ArrayList<>();
        for (TrainingPiece piece : pieces) {
            List<Score> lengths = new ArrayList<>(List.of(piece.score()));
            settings.stretch().stream()
                    .filter(factor -> factor != 1)
                    .forEach(factor -> lengths.add(Augment.stretch(piece.score(), factor)));
            for (Score score : lengths) {
                for (int semitones : semitones(score, settings.transpose())) {
                    copies.add(
                            new TrainingPiece(
                                    piece.name(),
                                    piece.style(),
                                    semitones == 0 ? score : Augment.transpose(score, semitones)));
                }
            }
        }
        return copies;
    }

    private static int[] semitones(Score score, int most) {
        PianoRollSpec piano = PianoRollSpec.DEFAULT;
        return most == 0
                ? new int[] {0}
                : Augment.transpositions(
                        score, most, piano.lowKey(), piano.lowKey() + piano.keys() - 1);
    }

    private List<Encoded> encoded(List<TrainingPiece> pieces) {
        List<Encoded> encoded = new ArrayList<>();
        for (TrainingPiece piece : pieces) {
            try {
                float[] frames = code.encode(piece.score());
                boolean measured = conditions.size() > 0;
                encoded.add(
                        new Encoded(
                                piece,
                                frames,
                                measured ? code.measures(piece.score(), frames) : null));
            } catch (IllegalArgumentException e) {
                unusable.add(new UnusableSequence(piece.name(), e.getMessage()));
            }
        }
        return encoded;
    }

    private List<FrameSequence> sequences(List<Encoded> pieces) {
        return pieces.stream().map(this::sequence).toList();
    }

    private FrameSequence sequence(Encoded piece) {
        String name = piece.piece().name();
        float[] lead = code.lead();
        float[] frames = joined(lead, piece.frames());
        int count = frames.length / code.dims();
        if (conditions.size() == 0) {
            return new FrameSequence(name, frames, count, code.dims());
        }
        float[] told = piece.told(conditions);
        float[] first = Arrays.copyOf(told, lead.length / code.dims() * conditions.size());
        return new FrameSequence(name, frames, count, code.dims(), joined(first, told));
    }

    private static float[] joined(float[] first, float[] rest) {
        float[] all = Arrays.copyOf(first, first.length + rest.length);
        System.arraycopy(rest, 0, all, first.length, rest.length);
        return all;
    }

    /** How they are said, and what is told beside. */
    public MusicModel model() {
        return new MusicModel(code, conditions);
    }

    /** Pieces that could not be said, each with the reason. */
    public List<UnusableSequence> unusable() {
        return List.copyOf(unusable);
    }

    /** What is trained on, copies among it. */
    public List<FrameSequence> training() {
        return training;
    }

    /** What chooses the best checkpoint. */
    public List<FrameSequence> validation() {
        return validation;
    }

    /** What judges it; may be empty. */
    public List<FrameSequence> test() {
        return test;
    }
}
