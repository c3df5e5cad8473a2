// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;
import java.util.Map;

/**
 * All that was measured, before it is summed up.
 *
 * @param pieces of the study
 * @param judged the test pieces that samples go on from
 * @param plans of the arms, in their order
 * @param likelihoods by arm, one a seed
 * @param truth measures of the judged stretches themselves
 * @param others of every piece the stretch of another one
 * @param ceilings by arm
 * @param samples by arm, one a seed
 * @param originality by arm, one a seed, each of the best checkpoint first, then of those on the
 *     way
 * @param originalityOfTruth what the judged stretches, which nobody copied, come to
 */
record StudyParts(
        StudyPieces pieces,
        List<StudyPiece> judged,
        List<ArmPlan> plans,
        Map<String, List<Likelihoods>> likelihoods,
        SampleMeasures truth,
        SampleMeasures others,
        Map<String, SampleMeasures> ceilings,
        Map<String, List<SampleMeasures>> samples,
        Map<String, List<Originality.Several>> originality,
        Originality originalityOfTruth) {

    StudyParts {
        judged = List.copyOf(judged);
        plans = List.copyOf(plans);
    }
}
