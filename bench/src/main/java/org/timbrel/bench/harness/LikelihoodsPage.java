// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Locale;
import org.timbrel.bench.likelihoods.LikelihoodResult;

/** A {@link LikelihoodsReport} as Markdown. */
final class LikelihoodsPage {

    private static final String NONE = "–";

    private LikelihoodsPage() {}

    static String of(LikelihoodsReport report) {
        String busy =
                report.busyCores() > Neighbours.QUIET_CORES
                        ? "BUSY MACHINE: seconds are not to be quoted\n"
                        : "";
        StringBuilder text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "%stimbrel bench likelihoods%n%s, %s; commit %s%s, %s, %d threads,"
                                        + " grid %s, seed %d, %.1f cores busy with others%n%n",
                                busy,
                                report.machine().kernels(),
                                report.machine().jdk(),
                                report.commit().id(),
                                report.commit().dirty() ? " with changes" : "",
                                report.date(),
                                report.threads(),
                                report.grid(),
                                report.seed(),
                                report.busyCores()));
        Table measured =
                new Table("model", "test", "validation", "parameters", "seconds", "CPU seconds");
        report.results().forEach(result -> add(measured, result));
        text.append(measured);
        text.append(
                        "\nNats a frame: summed over the keys, the mean over all frames but the first of")
                .append(
                        " each piece; the test\nfigure is that of the weights that validated best.\n");
        Table others = new Table("published, JSB chorales", "test", "source");
        for (LikelihoodResult result : report.published()) {
            others.add(result.model(), loss(result.test()), result.source());
        }
        return text.append('\n').append(others).toString();
    }

    private static void add(Table table, LikelihoodResult result) {
        table.add(
                result.model(),
                loss(result.test()),
                result.validation() == null ? NONE : loss(result.validation()),
                result.parameters() == null
                        ? NONE
                        : String.format(Locale.ROOT, "%,d", result.parameters()),
                result.seconds() == null ? NONE : Figures.of(result.seconds()),
                result.cpuSeconds() == null ? NONE : Figures.of(result.cpuSeconds()));
    }

    private static String loss(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
