// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import org.timbrel.music.score.Score;

/**
 * A piece to learn from, or to judge by.
 *
 * @param name what messages call it: the file's path
 * @param style the folder that it comes from
 * @param score of it
 */
public record TrainingPiece(String name, String style, Score score) {}
