// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.timbrel.music.json.SpecFields;
import org.timbrel.music.score.Score;

/**
 * The vocabulary of {@link Performance}.
 *
 * @param lowPitch the lowest key that has tokens, 0..127; notes outside are left out
 * @param highPitch the highest, lowPitch..127
 * @param velocities bins, 0 (velocities are not said: all are 80) to 64
 * @param stepMillis milliseconds of a time step, 1..1000
 * @param maxSteps of one time shift, 1..{@value #MAX_STEPS}
 * @param program that plays decoded scores, 0..127
 */
public record PerformanceSpec(
        int lowPitch, int highPitch, int velocities, int stepMillis, int maxSteps, int program)
        implements TokenizerSpec {

    /** In JSON and options. */
    public static final String REPRESENTATION = "performance";

    /** Most steps of a shift. */
    public static final int MAX_STEPS = 1000;

    /** A piano's keys, 32 velocities, shifts of 10 ms to 1 s. */
    public static final PerformanceSpec DEFAULT =
            new PerformanceSpec(PitchRange.LOW, PitchRange.HIGH, VelocityBins.DEFAULT, 10, 100, 0);

    /**
     * @throws IllegalArgumentException if a value is out of range
     */
    public PerformanceSpec {
        PitchRange.require(lowPitch, highPitch);
        new VelocityBins(velocities);
        if (stepMillis < 1 || stepMillis > 1000) {
            throw new IllegalArgumentException(
                    "stepMillis %d is outside 1..1000".formatted(stepMillis));
        }
        if (maxSteps < 1 || maxSteps > MAX_STEPS) {
            throw new IllegalArgumentException(
                    "maxSteps %d is outside 1..%d".formatted(maxSteps, MAX_STEPS));
        }
        if (program < 0 || program > 127) {
            throw new IllegalArgumentException("program %d is outside 0..127".formatted(program));
        }
    }

    /** With other bins, or 0 for none. */
    public PerformanceSpec withVelocities(int bins) {
        return new PerformanceSpec(lowPitch, highPitch, bins, stepMillis, maxSteps, program);
    }

    @Override
    public String representation() {
        return REPRESENTATION;
    }

    @Override
    public Tokenizer open() {
        return new Performance(this);
    }

    /** With the pitched instrument that has most notes. */
    @Override
    public PerformanceSpec fittedTo(List<Score> scores) {
        int most = new CorpusFit(scores).program(program);
        return new PerformanceSpec(lowPitch, highPitch, velocities, stepMillis, maxSteps, most);
    }

    @Override
    public ObjectNode toJson() {
        return SpecFields.object(REPRESENTATION)
                .put("lowPitch", lowPitch)
                .put("highPitch", highPitch)
                .put("velocities", velocities)
                .put("stepMillis", stepMillis)
                .put("maxSteps", maxSteps)
                .put("program", program);
    }

    static PerformanceSpec read(SpecFields fields) {
        return new PerformanceSpec(
                fields.integer("lowPitch"),
                fields.integer("highPitch"),
                fields.integer("velocities"),
                fields.integer("stepMillis"),
                fields.integer("maxSteps"),
                fields.integer("program"));
    }
}
