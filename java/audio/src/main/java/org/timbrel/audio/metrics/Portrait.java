// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.List;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;

/**
 * What the measures need of a sound, made in one pass over it: its mel levels and the statistics of
 * its segments. {@link #BYTES_PER_FRAME} bytes a frame of {@link LogMel#HOP_SAMPLES} samples: about
 * 4 MB a minute at 44.1 kHz, where the samples would take 11.
 */
public final class Portrait {

    /** Memory that a portrait takes for each frame of mel levels, segments included. */
    public static final int BYTES_PER_FRAME = 380;

    private final LogMel mel;
    private final List<TextureStatistics> segments;
    private final long samples;

    private Portrait(LogMel mel, List<TextureStatistics> segments, long samples) {
        this.mel = mel;
        this.segments = List.copyOf(segments);
        this.samples = samples;
    }

    /**
     * Of a sound of at least one sample.
     *
     * @param reader read to its end, not closed
     * @throws IOException if it has no sample, one that is not finite, or cannot be read
     */
    public static Portrait of(SampleReader reader) throws IOException {
        Segmenter segmenter = new Segmenter(reader);
        LogMel mel = LogMel.of(segmenter);
        return new Portrait(mel, segmenter.segments(), segmenter.samples());
    }

    /** As above. */
    public static Portrait of(AudioClip clip) throws IOException {
        return of(clip.reader());
    }

    /** The rate of the sound, in Hz. */
    public int sampleRateHz() {
        return mel.sampleRateHz();
    }

    /** Length of the sound. */
    public double seconds() {
        return (double) samples / mel.sampleRateHz();
    }

    /** The levels of the mel bands. */
    public LogMel mel() {
        return mel;
    }

    List<TextureStatistics> segments() {
        return segments;
    }

    Portrait firstHalf() {
        return new Portrait(
                mel.part(0, mel.frames() / 2),
                segments.subList(0, segments.size() / 2),
                samples / 2);
    }

    Portrait secondHalf() {
        return new Portrait(
                mel.part(mel.frames() / 2, mel.frames()),
                segments.subList(segments.size() / 2, segments.size()),
                samples - samples / 2);
    }
}
