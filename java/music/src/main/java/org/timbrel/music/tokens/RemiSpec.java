// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.music.json.SpecFields;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;

/**
 * The vocabulary of {@link Remi}.
 *
 * @param positionsPerBeat of a quarter, 1..{@value #MAX_POSITIONS}
 * @param metres that have a token, at least one, each with a whole number of positions a bar; bars
 *     of other metres are said by these, cut off where they end
 * @param lowPitch the lowest key that has a token, 0..127; notes outside are left out
 * @param highPitch the highest, lowPitch..127
 * @param velocities bins, 0 (velocities are not said: all are 80) to 64
 * @param programs instruments of General MIDI, 0..127, or {@value #PERCUSSION} for percussion, at
 *     least one; if more than one, tokens tell them apart. Instruments that are not among them are
 *     played by the first that is no percussion; percussion that is not among them is left out
 * @param tempos whether tempo has tokens, 30 to 240 quarters a minute in steps of a twelfth octave
 * @param microsPerQuarter the tempo of decoded scores where it has none, 1..{@value
 *     Tempo#MAX_MICROS}
 */
public record RemiSpec(
        int positionsPerBeat,
        List<TimeSignature> metres,
        int lowPitch,
        int highPitch,
        int velocities,
        List<Integer> programs,
        boolean tempos,
        int microsPerQuarter)
        implements TokenizerSpec {

    /** In JSON and options. */
    public static final String REPRESENTATION = "remi";

    /** Among {@link #programs}: what is on MIDI's channel 10. */
    public static final int PERCUSSION = 128;

    /** Most positions of a quarter. */
    public static final int MAX_POSITIONS = 96;

    /** Most values of the grammar's table: 16 MiB. */
    public static final int MAX_TABLE = 1 << 22;

    /** 8 positions a beat, the usual metres, a piano's keys, 32 velocities, one piano. */
    public static final RemiSpec DEFAULT =
            new RemiSpec(
                    8,
                    Stream.of(
                                    "4/4", "3/4", "2/4", "6/8", "12/8", "9/8", "3/8", "2/2", "3/2",
                                    "5/4", "6/4", "5/8", "7/8")
                            .map(TimeSignature::parse)
                            .toList(),
                    PitchRange.LOW,
                    PitchRange.HIGH,
                    VelocityBins.DEFAULT,
                    List.of(0),
                    false,
                    Tempo.DEFAULT.microsPerQuarter());

    /**
     * @throws IllegalArgumentException if a value is out of range, or the grammar's table would
     *     have more than {@value #MAX_TABLE} values
     */
    public RemiSpec {
        if (positionsPerBeat < 1 || positionsPerBeat > MAX_POSITIONS) {
            throw new IllegalArgumentException(
                    "positionsPerBeat %d is outside 1..%d"
                            .formatted(positionsPerBeat, MAX_POSITIONS));
        }
        metres = List.copyOf(metres);
        programs = List.copyOf(programs);
        requireDistinct("metres", metres);
        requireDistinct("programs", programs);
        for (TimeSignature metre : metres) {
            if (!metre.isWhole(positionsPerBeat)) {
                throw new IllegalArgumentException(
                        "metre %s has no whole number of positions at %d a beat"
                                .formatted(metre, positionsPerBeat));
            }
        }
        PitchRange.require(lowPitch, highPitch);
        new VelocityBins(velocities);
        for (int program : programs) {
            if (program < 0 || program > PERCUSSION) {
                throw new IllegalArgumentException(
                        "program %d is outside 0..%d".formatted(program, PERCUSSION));
            }
        }
        new Tempo(0, microsPerQuarter);
        long table =
                RemiLayout.tableSize(
                        positionsPerBeat,
                        metres,
                        highPitch - lowPitch + 1,
                        velocities,
                        programs.size(),
                        tempos);
        if (table > MAX_TABLE) {
            throw new IllegalArgumentException(
                    ("the grammar of %d positions a beat in metres %s has %d values, more than %d:"
                                    + " take fewer positions, or shorter and fewer metres")
                            .formatted(positionsPerBeat, metres, table, MAX_TABLE));
        }
    }

    private static void requireDistinct(String name, List<?> values) {
        if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException(
                    "%s %s are none, or one comes twice".formatted(name, values));
        }
    }

    /** With other positions; metres that are not whole on them are dropped. */
    public RemiSpec withPositionsPerBeat(int positions) {
        List<TimeSignature> whole =
                metres.stream().filter(metre -> metre.isWhole(positions)).toList();
        return new RemiSpec(
                positions,
                whole,
                lowPitch,
                highPitch,
                velocities,
                programs,
                tempos,
                microsPerQuarter);
    }

    /** With other bins, or 0 for none. */
    public RemiSpec withVelocities(int bins) {
        return new RemiSpec(
                positionsPerBeat,
                metres,
                lowPitch,
                highPitch,
                bins,
                programs,
                tempos,
                microsPerQuarter);
    }

    /** With or without tokens for tempo. */
    public RemiSpec withTempos(boolean wanted) {
        return new RemiSpec(
                positionsPerBeat,
                metres,
                lowPitch,
                highPitch,
                velocities,
                programs,
                wanted,
                microsPerQuarter);
    }

    RemiSpec with(List<TimeSignature> metres, List<Integer> programs, int microsPerQuarter) {
        return new RemiSpec(
                positionsPerBeat,
                metres,
                lowPitch,
                highPitch,
                velocities,
                programs,
                tempos,
                microsPerQuarter);
    }

    @Override
    public String representation() {
        return REPRESENTATION;
    }

    @Override
    public Tokenizer open() {
        return new Remi(this);
    }

    /**
     * With the corpus's metres (of many, those of most bars, as long as the grammar's table stays
     * below 1 MiB), its instruments, most used first, and its median tempo.
     */
    @Override
    public RemiSpec fittedTo(List<Score> scores) {
        return new CorpusFit(scores).fit(this);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json =
                SpecFields.object(REPRESENTATION).put("positionsPerBeat", positionsPerBeat);
        ArrayNode texts = json.putArray("metres");
        metres.forEach(metre -> texts.add(metre.toString()));
        json.put("lowPitch", lowPitch).put("highPitch", highPitch).put("velocities", velocities);
        ArrayNode numbers = json.putArray("programs");
        programs.forEach(numbers::add);
        return json.put("tempos", tempos).put("microsPerQuarter", microsPerQuarter);
    }

    static RemiSpec read(SpecFields fields) {
        return new RemiSpec(
                fields.integer("positionsPerBeat"),
                fields.texts("metres").stream().map(TimeSignature::parse).toList(),
                fields.integer("lowPitch"),
                fields.integer("highPitch"),
                fields.integer("velocities"),
                fields.integers("programs"),
                fields.flag("tempos"),
                fields.integer("microsPerQuarter"));
    }
}
