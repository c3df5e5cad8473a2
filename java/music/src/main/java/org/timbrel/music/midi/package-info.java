// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Standard MIDI files. They are read by a parser of our own, because every length has to be checked
 * before anything is stored by it, and written by the JDK's.
 */
package org.timbrel.music.midi;
