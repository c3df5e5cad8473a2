// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Synthesizers: scores become sound, the same bits on every machine where the synthesizer is ours.
 */
package org.timbrel.music.synth;
