// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/** What a file holds. */
public sealed interface FileInfo permits SoundInfo, FeatureInfo, ModelInfo, ScoreInfo {}
