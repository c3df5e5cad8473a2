// SPDX-License-Identifier: GPL-3.0-or-later

/** Scores as piano rolls: which keys sound, frame after frame. */
package org.timbrel.music.roll;
