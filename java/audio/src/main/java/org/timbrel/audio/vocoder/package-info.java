// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Frames of cepstra back into sound. Two paths stream, one frame in, a hop of samples out: shaped
 * noise for textures, and phases integrated from the magnitudes for what has pitch. A third refines
 * the phases of a whole file.
 */
package org.timbrel.audio.vocoder;
