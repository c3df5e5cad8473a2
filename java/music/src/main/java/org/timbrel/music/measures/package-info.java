// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * How dense, how many-voiced and in which key a score is, as a whole and around each moment, and
 * the features by which sets of scores are compared.
 */
package org.timbrel.music.measures;
