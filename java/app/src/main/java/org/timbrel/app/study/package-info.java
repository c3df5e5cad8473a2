// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * The study: representations of music compared on the same pieces, with matched budgets, several
 * seeds, ceilings and intervals.
 */
package org.timbrel.app.study;
