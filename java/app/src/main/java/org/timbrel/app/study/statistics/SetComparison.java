// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Whether generated pieces are as near to the real ones as those are to each other, by one feature
 * (Yang and Lerch, "On the evaluation of generative models in music", Neural Computing and
 * Applications 32, 2020): distances of all pairs within the real set against those of all pairs
 * across. The paper's public program takes the two densities at different places, which makes their
 * overlap and divergence wrong; {@link Densities} takes them on one grid.
 *
 * @param intraGenerated Euclidean distances of all pairs of generated pieces: how varied they are
 * @param intraReference of all pairs of real ones
 * @param inter of every generated piece from every real one
 * @param densities of {@code intraReference} and {@code inter}
 */
public record SetComparison(
        List<Double> intraGenerated,
        List<Double> intraReference,
        List<Double> inter,
        Densities densities) {

    /** Copies that cannot change. */
    public SetComparison {
        intraGenerated = List.copyOf(intraGenerated);
        intraReference = List.copyOf(intraReference);
        inter = List.copyOf(inter);
    }

    /**
     * Of two sets of pieces. A piece with a NaN has no such feature and is left out.
     *
     * @param generated the feature of each piece, [dimensions], at least one piece
     * @param reference likewise, of as many dimensions
     */
    public static SetComparison of(List<double[]> generated, List<double[]> reference) {
        List<double[]> made = known(generated);
        List<double[]> real = known(reference);
        double[] intra = within(real);
        double[] across =
                made.stream()
                        .flatMapToDouble(
                                one -> real.stream().mapToDouble(two -> distance(one, two)))
                        .toArray();
        return new SetComparison(
                boxed(within(made)), boxed(intra), boxed(across), Densities.of(intra, across));
    }

    /** How far the two densities overlap, 0..1; NaN with fewer than three real pieces. */
    public double overlap() {
        return densities.overlap();
    }

    /** Kullback and Leibler's divergence of across from within, in nats; NaN likewise. */
    public double divergence() {
        return densities.divergence();
    }

    private static List<double[]> known(List<double[]> pieces) {
        return pieces.stream()
                .filter(piece -> DoubleStream.of(piece).noneMatch(Double::isNaN))
                .toList();
    }

    private static double[] within(List<double[]> pieces) {
        DoubleStream.Builder distances = DoubleStream.builder();
        for (int i = 0; i < pieces.size(); i++) {
            for (int j = 0; j < i; j++) {
                distances.add(distance(pieces.get(i), pieces.get(j)));
            }
        }
        return distances.build().toArray();
    }

    private static double distance(double[] one, double[] two) {
        if (one.length != two.length) {
            throw new IllegalArgumentException(
                    "features of %d and of %d dimensions".formatted(one.length, two.length));
        }
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (one[i] - two[i]) * (one[i] - two[i]);
        }
        return Math.sqrt(sum);
    }

    private static List<Double> boxed(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }
}
