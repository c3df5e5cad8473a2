// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import org.timbrel.music.score.Score;

/**
 * What was added to a primer.
 *
 * @param score the notes that are new, on ticks that count from the beginning of the primer's image
 * @param from the tick at which what is new begins
 */
record Fresh(Score score, long from) {}
