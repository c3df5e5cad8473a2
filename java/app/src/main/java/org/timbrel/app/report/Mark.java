// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/**
 * A value of a chart with categories.
 *
 * @param category its row, or its place along the axis
 * @param series which of several of that category; empty where there is one
 */
public record Mark(String category, String series, Estimate estimate) {

    /** The only one of its category. */
    public static Mark of(String category, Estimate estimate) {
        return new Mark(category, "", estimate);
    }
}
