// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Measures of a piece of music by its sound alone: which pitch classes sound, when something
 * begins, how steady its beat is, how it repeats itself, and how its levels are spread. They need
 * no trained weights and no score, so that whatever made the sound is judged by the same ears.
 */
package org.timbrel.audio.musical;
