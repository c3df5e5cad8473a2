// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A figure that Timbrel is to reach, and what this run reached.
 *
 * @param what is measured, on what
 * @param unit of both figures, empty for none
 * @param atMost whether the limit is the largest figure that will do, rather than the smallest
 * @param limit aimed at
 * @param reached in this run; null where it did not measure that
 * @param where it comes from
 */
public record Aim(
        String what, String unit, boolean atMost, double limit, Double reached, String where) {

    static Aim atMost(double limit, String unit, String what, Double reached, String where) {
        return new Aim(what, unit, true, limit, reached, where);
    }

    static Aim atLeast(double limit, String unit, String what, Double reached, String where) {
        return new Aim(what, unit, false, limit, reached, where);
    }

    /** Whether it was reached; false where it was not measured. */
    @JsonProperty
    public boolean met() {
        return reached != null && (atMost ? reached <= limit : reached >= limit);
    }
}
