// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/**
 * What a sound file holds.
 *
 * @param format of the container, as FFmpeg calls it
 * @param codec as FFmpeg calls it
 * @param sampleRateHz frames a second
 * @param durationSeconds what could be decoded
 * @param peakDbfs the largest sample of the mono mix, in dB of full scale; negative infinity if
 *     silent
 * @param rmsDbfs the root mean square of the mono mix, in dB of full scale; a full-scale sine has
 *     -3.01
 */
public record SoundInfo(
        String format,
        String codec,
        int sampleRateHz,
        int channels,
        double durationSeconds,
        double peakDbfs,
        double rmsDbfs)
        implements FileInfo {}
