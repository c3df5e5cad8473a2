// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import org.timbrel.bench.copysynthesis.Aim;

/** Aims as a table. */
final class AimsTable {

    private static final String NONE = "–";

    /** How the unit of things that are counted begins: "of 8". */
    private static final String COUNT = "of ";

    private AimsTable() {}

    static Table of(List<Aim> aims) {
        Table table = new Table("what", "aimed at", "reached", "", "where");
        for (Aim aim : aims) {
            table.add(
                    aim.what(),
                    (aim.atMost() ? "≤ " : "≥ ") + figure(aim, aim.limit()) + unit(aim),
                    aim.reached() == null ? NONE : figure(aim, aim.reached()) + unit(aim),
                    aim.reached() == null ? "not measured" : aim.met() ? "yes" : "no",
                    aim.where());
        }
        return table;
    }

    private static String figure(Aim aim, double value) {
        boolean count = value == 0 || aim.unit().startsWith(COUNT);
        return count ? Long.toString(Math.round(value)) : Figures.of(value);
    }

    private static String unit(Aim aim) {
        return aim.unit().isEmpty() ? "" : " " + aim.unit();
    }
}
