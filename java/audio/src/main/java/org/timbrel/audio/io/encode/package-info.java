// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Sound as bytes while it is made: WAV, FLAC, Opus and plain PCM, mono, for those who listen before
 * it has ended. {@link org.timbrel.audio.io.encode.SoundEncoder} is the way in.
 */
package org.timbrel.audio.io.encode;
