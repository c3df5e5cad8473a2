// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/**
 * A column of a {@link DataTable}.
 *
 * @param unit empty where it has none
 * @param decimals shown after the point
 */
record Column(String name, String unit, Kind kind, int decimals) {

    /** What its cells hold. */
    enum Kind {
        TEXT,
        /** Texts that are mostly numbers. */
        FIGURES,
        NUMBER,
        ESTIMATE
    }

    /** "loss (nats/s)". */
    String heading() {
        return unit.isEmpty() ? name : name + " (" + unit + ")";
    }

    private boolean isText() {
        return kind == Kind.TEXT || kind == Kind.FIGURES;
    }

    /**
     * A cell that fits.
     *
     * @throws IllegalArgumentException if it does not
     */
    Object checked(Object cell) {
        boolean fits =
                cell == null
                        || switch (kind) {
                            case TEXT, FIGURES -> cell instanceof String;
                            case NUMBER -> cell instanceof Number;
                            case ESTIMATE -> cell instanceof Estimate;
                        };
        if (!fits) {
            throw new IllegalArgumentException(
                    "column %s holds %s, not the %s %s"
                            .formatted(name, kind, cell.getClass().getSimpleName(), cell));
        }
        return cell;
    }

    /** A cell as it is shown. */
    String html(Object cell) {
        if (isText()) {
            return cell == null ? "" : Html.text((String) cell);
        }
        if (kind == Kind.NUMBER) {
            return cell == null
                    ? Digits.NONE
                    : Digits.shown(((Number) cell).doubleValue(), decimals);
        }
        double value = cell == null ? Double.NaN : ((Estimate) cell).value();
        return "%s <span class=\"interval\">%s</span>"
                .formatted(Digits.shown(value, decimals), interval(cell));
    }

    /** The interval of an estimate, as it is shown; empty where there is none. */
    String interval(Object cell) {
        return cell instanceof Estimate estimate && estimate.hasInterval()
                ? "[%s, %s]"
                        .formatted(
                                Digits.shown(estimate.low(), decimals),
                                Digits.shown(estimate.high(), decimals))
                : "";
    }

    /** Its names in a file: an estimate's value and both ends. */
    String csvHeading() {
        String quoted = Csv.quoted(heading());
        return kind == Kind.ESTIMATE
                ? String.join(
                        ",",
                        quoted,
                        Csv.quoted(heading() + " low"),
                        Csv.quoted(heading() + " high"))
                : quoted;
    }

    String csv(Object cell) {
        if (kind == Kind.ESTIMATE) {
            Estimate estimate = cell == null ? Estimate.of(Double.NaN) : (Estimate) cell;
            return String.join(
                    ",",
                    Digits.full(estimate.value()),
                    Digits.full(estimate.low()),
                    Digits.full(estimate.high()));
        }
        if (cell == null) {
            return "";
        }
        return isText() ? Csv.quoted((String) cell) : Digits.full((Number) cell);
    }
}
