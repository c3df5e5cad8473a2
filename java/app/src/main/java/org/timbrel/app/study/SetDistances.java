// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.app.music.Representation;
import org.timbrel.app.study.statistics.Bootstrap;
import org.timbrel.app.study.statistics.Interval;
import org.timbrel.app.study.statistics.Sample;
import org.timbrel.app.study.statistics.SetComparison;
import org.timbrel.music.measures.MusicFeature;

/** The samples of an arm as a set against the judged stretches as a set, feature by feature. */
final class SetDistances {

    private final StudyParts parts;
    private final Bootstrap bootstrap;

    SetDistances(StudyParts parts, Bootstrap bootstrap) {
        this.parts = parts;
        this.bootstrap = bootstrap;
    }

    List<StudyResults.SetRow> rows() {
        List<StudyResults.SetRow> rows = new ArrayList<>();
        parts.samples()
                .forEach(
                        (arm, seeds) -> {
                            if (Representation.named(arm).isMusic()) {
                                for (MusicFeature feature : MusicFeature.values()) {
                                    rows.add(row(arm, feature, seeds));
                                }
                            }
                        });
        return rows;
    }

    private StudyResults.SetRow row(String arm, MusicFeature feature, List<SampleMeasures> seeds) {
        double[][] overlaps = new double[seeds.size()][1];
        double[][] divergences = new double[seeds.size()][1];
        for (int k = 0; k < seeds.size(); k++) {
            SetComparison sets = compared(feature, seeds.get(k));
            overlaps[k][0] = finite(sets.overlap());
            divergences[k][0] = finite(sets.divergence());
        }
        Interval overlap = bootstrap.mean(Sample.of(overlaps));
        return new StudyResults.SetRow(
                arm, feature.name(), overlap, bootstrap.mean(Sample.of(divergences)));
    }

    /** One seed's samples against the stretches. */
    SetComparison compared(MusicFeature feature, SampleMeasures samples) {
        return SetComparison.of(values(feature, samples), values(feature, parts.truth()));
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }

    private static List<double[]> values(MusicFeature feature, SampleMeasures measured) {
        return measured.pieces().stream()
                .map(piece -> piece.features().get(feature.name()))
                .map(list -> list.stream().mapToDouble(Double::doubleValue).toArray())
                .toList();
    }
}
