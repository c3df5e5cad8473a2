// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * A seeded grammar that composes pieces, so that there is music to learn from in which nobody has
 * rights. All of it is arithmetic of whole numbers: the same seed gives the same notes everywhere.
 */
package org.timbrel.music.compose;
