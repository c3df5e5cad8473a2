// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Sound files in and out: decoding, resampling and writing. Everything beyond here sees mono {@code
 * float} samples through {@link org.timbrel.audio.io.SampleReader}.
 */
package org.timbrel.audio.io;
