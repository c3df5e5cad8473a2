// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.timbrel.app.study.statistics.Bootstrap;
import org.timbrel.app.study.statistics.Difference;
import org.timbrel.app.study.statistics.Holm;
import org.timbrel.app.study.statistics.Sample;
import org.timbrel.audio.musical.MusicalMeasure;

/**
 * Every arm against every other, and against its own ceiling, measure by measure on the same
 * pieces. Those of one kind and measure are corrected together.
 */
final class ArmDifferences {

    private final StudyParts parts;
    private final Bootstrap bootstrap;
    private final List<String> judged;
    private final double level;

    ArmDifferences(StudyParts parts, Bootstrap bootstrap, List<String> judged, double level) {
        this.parts = parts;
        this.bootstrap = bootstrap;
        this.judged = judged;
        this.level = level;
    }

    List<StudyResults.ArmDifference> all() {
        List<StudyResults.ArmDifference> all = new ArrayList<>();
        for (MusicalMeasure measure : MusicalMeasure.values()) {
            all.addAll(corrected(ofArms(measure)));
            all.addAll(corrected(ofCeilings(measure)));
        }
        return all;
    }

    private List<StudyResults.ArmDifference> ofArms(MusicalMeasure measure) {
        List<String> arms = parts.plans().stream().map(ArmPlan::arm).toList();
        List<StudyResults.ArmDifference> pairs = new ArrayList<>();
        for (int a = 0; a < arms.size(); a++) {
            for (int b = a + 1; b < arms.size(); b++) {
                pairs.add(
                        new StudyResults.ArmDifference(
                                "arms",
                                measure.name(),
                                arms.get(a),
                                arms.get(b),
                                bootstrap.paired(
                                        samples(arms.get(a), measure),
                                        samples(arms.get(b), measure))));
            }
        }
        return pairs;
    }

    private List<StudyResults.ArmDifference> ofCeilings(MusicalMeasure measure) {
        List<StudyResults.ArmDifference> pairs = new ArrayList<>();
        for (ArmPlan plan : parts.plans()) {
            Sample ceiling =
                    StudySummary.sample(
                            judged,
                            List.of(parts.ceilings().get(plan.arm())),
                            true,
                            value(measure));
            pairs.add(
                    new StudyResults.ArmDifference(
                            "ceiling",
                            measure.name(),
                            plan.arm(),
                            plan.arm(),
                            bootstrap.paired(samples(plan.arm(), measure), ceiling)));
        }
        return pairs;
    }

    private Sample samples(String arm, MusicalMeasure measure) {
        return StudySummary.sample(judged, parts.samples().get(arm), false, value(measure));
    }

    private static Function<SampleMeasures.OfPiece, Double> value(MusicalMeasure measure) {
        return piece -> piece.sound().get(measure.name());
    }

    private List<StudyResults.ArmDifference> corrected(List<StudyResults.ArmDifference> family) {
        List<Difference> corrected =
                Holm.corrected(
                        family.stream().map(StudyResults.ArmDifference::difference).toList(),
                        level);
        List<StudyResults.ArmDifference> all = new ArrayList<>();
        for (int k = 0; k < family.size(); k++) {
            StudyResults.ArmDifference one = family.get(k);
            all.add(
                    new StudyResults.ArmDifference(
                            one.kind(), one.measure(), one.arm(), one.other(), corrected.get(k)));
        }
        return all;
    }
}
