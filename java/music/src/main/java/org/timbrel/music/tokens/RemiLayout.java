// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.List;
import java.util.stream.IntStream;

/** Which numbers the tokens of a {@link RemiSpec} have, and what they say. */
final class RemiLayout {

    /** Steps of tempo an octave. */
    private static final int TEMPO_STEPS = 12;

    private static final int TEMPOS = 3 * TEMPO_STEPS + 1;
    private static final double SLOWEST = 30;

    /** The longest Duration is that of a bar of 4/4; Hold adds as much to one. */
    private static final int DURATION_BEATS = 4;

    /** States outside bars: before the first, before its metre, after the end. */
    static final int OUTER_STATES = 3;

    /** Of a bar, before its first position: its metre may still come, or not. */
    static final int BAR_STATES = 2;

    final int bar;
    final int end;
    final int firstMetre;
    final int firstPosition;
    final int positions;
    final int firstPitch;
    final int pitches;
    final int firstVelocity;
    final int hold;
    final int firstDuration;
    final int durations;

    /** Of the second program; the first, which plays unless another is named, has none. */
    final int firstProgram;

    final int firstTempo;
    final int tempos;
    final List<String> names;

    /** Bars' lengths, each once: [distinct]. */
    final int[] lengths;

    /** Positions of a bar of each metre. */
    final int[] metreLengths;

    RemiLayout(RemiSpec spec) {
        metreLengths =
                spec.metres().stream()
                        .mapToInt(metre -> metre.positions(spec.positionsPerBeat()))
                        .toArray();
        lengths = IntStream.of(metreLengths).distinct().sorted().toArray();
        Vocabulary words = new Vocabulary();
        end = words.add("End");
        bar = words.add("Bar");
        firstMetre = words.addAll(metreLengths.length, i -> "Metre_" + spec.metres().get(i));
        positions = lengths[lengths.length - 1];
        firstPosition = words.addAll(positions, i -> "Position_" + i);
        pitches = spec.highPitch() - spec.lowPitch() + 1;
        firstPitch = words.addAll(pitches, i -> "Pitch_" + (spec.lowPitch() + i));
        firstVelocity = words.addAll(spec.velocities(), i -> "Velocity_" + i);
        durations = DURATION_BEATS * spec.positionsPerBeat();
        hold = words.add("Hold_" + durations);
        firstDuration = words.addAll(durations, i -> "Duration_" + (i + 1));
        firstProgram =
                words.addAll(
                        spec.programs().size() - 1, i -> programName(spec.programs().get(i + 1)));
        tempos = spec.tempos() ? TEMPOS : 0;
        firstTempo = words.addAll(tempos, i -> "Tempo_" + Math.round(quartersPerMinute(i)));
        names = words.names();
    }

    private static String programName(int program) {
        return program == RemiSpec.PERCUSSION ? "Program_percussion" : "Program_" + program;
    }

    /** States at one position: on it, after its note's parts, after a note. */
    static int statesAPosition(int velocities, int programs) {
        return 3 + (velocities > 0 ? 1 : 0) + (programs > 1 ? 1 : 0);
    }

    /** Values of the grammar's table. */
    static long tableSize(
            int positionsPerBeat,
            List<TimeSignature> metres,
            int pitches,
            int velocities,
            int programs,
            boolean tempos) {
        int[] lengths =
                metres.stream()
                        .mapToInt(metre -> metre.positions(positionsPerBeat))
                        .distinct()
                        .sorted()
                        .toArray();
        long all = IntStream.of(lengths).asLongStream().sum();
        long states =
                OUTER_STATES
                        + (long) BAR_STATES * lengths.length
                        + statesAPosition(velocities, programs) * all;
        long tokens =
                2L
                        + metres.size()
                        + lengths[lengths.length - 1]
                        + pitches
                        + velocities
                        + 1
                        + (long) DURATION_BEATS * positionsPerBeat
                        + (programs - 1)
                        + (tempos ? TEMPOS : 0);
        return states * tokens;
    }

    static double quartersPerMinute(int tempo) {
        return SLOWEST * Math.pow(2, (double) tempo / TEMPO_STEPS);
    }

    static int microsPerQuarter(int tempo) {
        return (int) Math.round(60e6 / quartersPerMinute(tempo));
    }

    /** The nearest, by ratio. */
    static int tempo(int microsPerQuarter) {
        double octaves = Math.log(60e6 / microsPerQuarter / SLOWEST) / Math.log(2);
        long nearest = Math.round(octaves * TEMPO_STEPS);
        return (int) Math.max(0, Math.min(TEMPOS - 1, nearest));
    }

    boolean isMetre(int token) {
        return token >= firstMetre && token < firstPosition;
    }

    boolean isPosition(int token) {
        return token >= firstPosition && token < firstPitch;
    }

    boolean isPitch(int token) {
        return token >= firstPitch && token < firstVelocity;
    }

    boolean isVelocity(int token) {
        return token >= firstVelocity && token < hold;
    }

    boolean isDuration(int token) {
        return token >= firstDuration && token < firstProgram;
    }

    boolean isProgram(int token) {
        return token >= firstProgram && token < firstTempo;
    }

    boolean isTempo(int token) {
        return token >= firstTempo;
    }
}
