// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;
import java.util.Map;
import org.timbrel.app.study.statistics.Difference;
import org.timbrel.app.study.statistics.Interval;

/**
 * What a study came to: results.json, which is the same, digit for digit, for the same spec and
 * files.
 *
 * @param parts how the pieces were divided
 * @param arms the budgets that were reached
 * @param likelihoods of the test pieces
 * @param sound distances from the judged stretches, in the sound
 * @param differences of arms on the same pieces
 * @param notes measures of the notes
 * @param sets distances within and between sets of music
 * @param originality how much of the training part is found in samples
 * @param leftOut files that are no part of the study, each with the reason
 */
public record StudyResults(
        List<Part> parts,
        List<ArmBudget> arms,
        List<ArmLikelihood> likelihoods,
        List<SoundRow> sound,
        List<ArmDifference> differences,
        List<NoteRow> notes,
        List<SetRow> sets,
        List<OriginalityRow> originality,
        List<String> leftOut) {

    /** A part of the pieces; copies in other keys are counted apart. */
    public record Part(
            String part, int pieces, int copies, double seconds, double quarters, int notes) {}

    /** What an arm was given; as in its plan. */
    public record ArmBudget(
            String arm,
            int hidden,
            long parameters,
            double predictionsASecond,
            long steps,
            int sequenceLength,
            double secondsSeen,
            double passes,
            List<Long> bestSteps,
            List<String> leftOut) {}

    /**
     * What an arm loses on the test pieces; nats of mfcc frames mean nothing alone, and are null.
     *
     * @param chain what gains are over
     * @param gainOverFullASecond of mfcc, over a random walk with a full covariance; else null
     */
    public record ArmLikelihood(
            String arm,
            String chain,
            Interval natsASecond,
            Interval natsAQuarter,
            Interval chainNatsASecond,
            Interval gainASecond,
            Interval gainAQuarter,
            Interval gainOverFullASecond) {}

    /**
     * Sounds in the place of the judged stretches.
     *
     * @param kind truth, chance, ceiling or arm
     * @param arm null for truth and chance
     * @param measures by the names of {@code MusicalMeasure}
     * @param frechet of all sounds together from all stretches together
     * @param seconds that there are, of those that were asked for
     */
    public record SoundRow(
            String kind,
            String arm,
            Map<String, Interval> measures,
            Interval frechet,
            Interval seconds) {}

    /**
     * An arm less another, or less its own ceiling, corrected by Holm over all of its kind and
     * measure.
     *
     * @param kind arms or ceiling
     */
    public record ArmDifference(
            String kind, String measure, String arm, String other, Difference difference) {}

    /** Measures of notes, by the names of {@code NoteMeasure}; kinds as above. */
    public record NoteRow(String kind, String arm, Map<String, Interval> measures) {}

    /**
     * How the samples' distances from the judged stretches lie over those among the stretches.
     *
     * @param overlap of both densities, 0..1, over the seeds
     * @param divergence of Kullback and Leibler, nats
     */
    public record SetRow(String arm, String feature, Interval overlap, Interval divergence) {}

    /**
     * What is found in the training part.
     *
     * @param arm null: of the judged stretches themselves
     * @param step −1: of the best checkpoints, which samples are of
     * @param passes over the training part; of the best checkpoints on average
     */
    public record OriginalityRow(
            String arm,
            long step,
            double passes,
            Interval longestMatch,
            Interval nearest,
            Interval nearestSound,
            Interval copiedShare) {}
}
