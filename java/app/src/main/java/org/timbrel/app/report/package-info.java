// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Reports: one HTML file with all that it needs inside, which opens anywhere, offline, light or
 * dark, on a phone and on paper. A {@link org.timbrel.app.report.Page} is built of {@link
 * org.timbrel.app.report.Block}s. Charts are drawn by a script within the page, and their numbers
 * stand below them; sounds and notes are pictures between axes of plain HTML. A {@code Sheet} is
 * the same as one SVG file.
 */
package org.timbrel.app.report;
