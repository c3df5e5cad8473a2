// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What may be said of arms that were measured on some pieces with some seeds: intervals that own up
 * to both, differences that are claimed only where they are shown, and densities that are compared
 * on one grid.
 */
package org.timbrel.app.study.statistics;
