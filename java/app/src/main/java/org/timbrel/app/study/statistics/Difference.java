// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study.statistics;

/**
 * One arm less another.
 *
 * @param interval of the difference
 * @param pValue the largest level 1 − p at which the interval does not hold 0; corrected, where
 *     several are looked at together; NaN where there is no interval
 * @param verdict what may be said
 */
public record Difference(Interval interval, double pValue, Verdict verdict) {}
