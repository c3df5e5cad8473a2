// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;

/**
 * How far apart the frames of a roll are. Its text says it: {@code 240t}, {@code 1/8}, {@code
 * 0.01s}.
 */
public sealed interface Grid {

    /** Ticks of a quarter in scores that a roll becomes, unless the grid needs another number. */
    int TICKS_PER_QUARTER = 480;

    /** Where the frames of one score are. */
    interface Frames {

        /** The first frame that begins at a tick or after it. */
        long atOrAfter(long tick);

        /** When a frame begins, in seconds. */
        double seconds(long frame);
    }

    /** The frames of a score. */
    Frames frames(Score score);

    /** An empty score on whose ticks frames can lie. */
    Score blank();

    /** The tick of {@link #blank} at which a frame begins. */
    long tick(long frame);

    /** As an option or a spec has it; {@link #parse} reads it. */
    String text();

    /**
     * A frame every so many ticks, whatever a quarter has of them.
     *
     * @param ticks 1..{@value Score#MAX_TICKS}
     */
    record Ticks(int ticks) implements Grid {

        /**
         * @throws IllegalArgumentException if it is out of range
         */
        public Ticks {
            if (ticks < 1 || ticks > Score.MAX_TICKS) {
                throw new IllegalArgumentException(
                        "grid %dt is outside 1t..%dt".formatted(ticks, Score.MAX_TICKS));
            }
        }

        @Override
        public Frames frames(Score score) {
            return new TickFrames(score, ticks, 1);
        }

        @Override
        public Score blank() {
            return new Score(TICKS_PER_QUARTER, List.of(), List.of(), List.of());
        }

        @Override
        public long tick(long frame) {
            return frame * ticks;
        }

        @Override
        public String text() {
            return ticks + "t";
        }
    }

    /**
     * A frame every fraction of a whole note.
     *
     * @param numerator 1..64
     * @param denominator 1..{@value #MAX_DENOMINATOR}; three in an eighth: 1/24
     */
    record NoteValue(int numerator, int denominator) implements Grid {

        /** A quarter has more ticks than this many. */
        public static final int MAX_DENOMINATOR = 768;

        /**
         * @throws IllegalArgumentException if a value is out of range
         */
        public NoteValue {
            if (numerator < 1
                    || numerator > 64
                    || denominator < 1
                    || denominator > MAX_DENOMINATOR) {
                throw new IllegalArgumentException(
                        "grid %d/%d is outside 1/%d..64/1"
                                .formatted(numerator, denominator, MAX_DENOMINATOR));
            }
        }

        @Override
        public Frames frames(Score score) {
            return new TickFrames(score, 4L * score.ticksPerQuarter() * numerator, denominator);
        }

        @Override
        public Score blank() {
            boolean whole = 4 * TICKS_PER_QUARTER * numerator % denominator == 0;
            int ticks = whole ? TICKS_PER_QUARTER : denominator;
            return new Score(ticks, List.of(), List.of(), List.of());
        }

        @Override
        public long tick(long frame) {
            return frame * (4L * blank().ticksPerQuarter() * numerator / denominator);
        }

        @Override
        public String text() {
            return numerator + "/" + denominator;
        }
    }

    /**
     * A frame every so many seconds, as features of sound have them.
     *
     * @param hop {@value #MIN_HOP}..{@value #MAX_HOP}
     */
    record Seconds(double hop) implements Grid {

        /** Shortest. */
        public static final double MIN_HOP = 0.001;

        /** Longest. */
        public static final double MAX_HOP = 4;

        /**
         * @throws IllegalArgumentException if it is out of range
         */
        public Seconds {
            if (!(hop >= MIN_HOP && hop <= MAX_HOP)) {
                throw new IllegalArgumentException(
                        "grid %ss is outside %ss..%ss".formatted(hop, MIN_HOP, MAX_HOP));
            }
        }

        @Override
        public Frames frames(Score score) {
            return new SecondFrames(score, hop);
        }

        /** A tick a frame; of the tempos from 60 to 240 the one that is nearest to whole. */
        @Override
        public Score blank() {
            int best = 1;
            for (int ticks = 1; ticks * hop <= 1; ticks++) {
                if (ticks * hop >= 0.25 && error(ticks) < error(best)) {
                    best = ticks;
                }
            }
            Tempo tempo = new Tempo(0, (int) Math.round(micros(best)));
            return new Score(best, List.of(), List.of(tempo), List.of());
        }

        private double error(int ticks) {
            return Math.abs(micros(ticks) - Math.rint(micros(ticks))) / micros(ticks);
        }

        private double micros(int ticks) {
            return ticks * hop * 1e6;
        }

        @Override
        public long tick(long frame) {
            return frame;
        }

        @Override
        public String text() {
            return hop + "s";
        }
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it is none, or out of range
     */
    static Grid parse(String text) {
        Matcher ticks = Pattern.compile("(\\d{1,9})t").matcher(text);
        if (ticks.matches()) {
            return new Ticks(Integer.parseInt(ticks.group(1)));
        }
        Matcher value = Pattern.compile("(\\d{1,9})/(\\d{1,9})").matcher(text);
        if (value.matches()) {
            return new NoteValue(
                    Integer.parseInt(value.group(1)), Integer.parseInt(value.group(2)));
        }
        Matcher seconds =
                Pattern.compile("(\\d{1,9}(\\.\\d{1,30})?([eE]-?\\d{1,3})?)s").matcher(text);
        if (seconds.matches()) {
            return new Seconds(Double.parseDouble(seconds.group(1)));
        }
        throw new IllegalArgumentException(
                "grid '%s' is neither ticks (240t), nor a note value (1/8), nor seconds (0.01s)"
                        .formatted(text));
    }
}
