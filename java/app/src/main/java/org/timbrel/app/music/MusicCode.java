// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.timbrel.music.roll.PianoRollSpec;
import org.timbrel.music.score.Score;
import org.timbrel.music.tokens.TokenizerSpec;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.TokenGrammar;

/** How a score is said in frames, of which a network predicts the next, and frames as a score. */
public sealed interface MusicCode permits RollCode, TokenCode {

    /**
     * What says where in time a decoded score's ticks are, beside those of the score it goes on.
     */
    enum Timeline {
        /** Quarters: tempos may differ. */
        QUARTERS,
        /** Ticks, whatever a quarter has of them. */
        TICKS,
        /** Seconds. */
        SECONDS
    }

    /** The time that a sequence has come to, frame after frame. */
    interface Clock {

        /**
         * Seconds from the beginning of the decoded score at which what comes after a frame begins.
         */
        double after(float[] frames, int at);
    }

    /** Which of all. */
    Representation representation();

    /** D, values a frame. */
    int dims();

    /** What predicts frames. */
    Head head();

    /** What may follow what; null: anything. */
    TokenGrammar grammar();

    /** Where the score's ticks are. */
    Timeline timeline();

    /**
     * A whole piece.
     *
     * @return [frames,D]; where there is an end token, with it
     * @throws IllegalArgumentException if it is too long
     */
    float[] encode(Score score);

    /**
     * What stands before the first frame of a piece, so that the first is predicted too.
     *
     * @return [D]; or empty: the first frame is given, as published likelihoods of rolls have it
     */
    float[] lead();

    /** The beginning of a piece that goes on: {@link #encode} without an end token. */
    float[] encodeOpen(Score score);

    /** Whether the piece ends with this frame. */
    boolean isEnd(float[] frames, int at);

    /**
     * The score that frames stand for; notes that are on at the end stop there.
     *
     * @param frames [frames,D]
     */
    Score decode(float[] frames);

    /** The same, where notes end with the last of so many seconds. */
    default Score limited(float[] frames, double seconds) {
        Score score = decode(frames);
        return ScoreSpan.before(score, ScoreSpan.tick(score, 0, seconds));
    }

    /**
     * What frames add to those of a primer.
     *
     * @param primer [frames,D]
     * @param added [frames,D], behind it
     */
    Fresh fresh(float[] primer, float[] added);

    /** Tells the time of a sequence. */
    Clock clock();

    /**
     * Values of {@link org.timbrel.music.measures.Conditioning} for every frame: those of the
     * moment at which it comes.
     *
     * @param frames that {@link #encode} made of the score
     */
    float[] measures(Score score, float[] frames);

    /** In words: what it is, and how large. */
    String words();

    /** As {@link #read} takes it. */
    ObjectNode toJson();

    /**
     * From JSON.
     *
     * @throws IllegalArgumentException if it is none
     */
    static MusicCode read(JsonNode json) {
        String representation = json.path("representation").asText();
        return Representation.named(representation) == Representation.PIANOROLL
                ? new RollCode(PianoRollSpec.read(json))
                : new TokenCode(TokenizerSpec.read(json));
    }
}
