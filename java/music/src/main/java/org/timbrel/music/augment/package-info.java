// SPDX-License-Identifier: GPL-3.0-or-later

/** Scores that are others' copies in another key or tempo, to learn from. */
package org.timbrel.music.augment;
