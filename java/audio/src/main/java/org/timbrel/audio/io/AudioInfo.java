// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

/**
 * What a sound file's header says of it.
 *
 * @param format the container: "WAV", "FLAC", "Ogg", "MP3" or "M4A"
 * @param codec how the samples are coded, e.g. "PCM 16-bit", "Vorbis"
 * @param sampleRateHz frames a second
 * @param channels samples in a frame; readers mix them to one
 * @param lengthFrames frames the file promises, -1 if it does not say
 */
public record AudioInfo(
        String format, String codec, int sampleRateHz, int channels, long lengthFrames) {

    /** Length in seconds, NaN if the file does not say. */
    public double durationSeconds() {
        return lengthFrames < 0 ? Double.NaN : (double) lengthFrames / sampleRateHz;
    }
}
