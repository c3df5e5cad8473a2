// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Reports: one HTML file with its pictures inside, which opens anywhere, offline, light or dark.
 * Data are drawn as pictures of one pixel a value; axes and words are vector graphics, so that they
 * stay sharp and take the page's colours.
 */
package org.timbrel.app.report;
