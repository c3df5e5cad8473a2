// SPDX-License-Identifier: GPL-3.0-or-later

/** Pitch: the fundamental frequency of a sound, and how far it is a tone at all. */
package org.timbrel.audio.pitch;
