// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.List;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;

/**
 * What the measures need of a sound, made in one pass over it: its mel levels, its pitch and the
 * statistics of its segments: about 4 MB a minute at 44.1 kHz, where the samples would take 11.
 */
public final class Portrait {

    // A frame's 80 levels, its part of a segment, and what comparing takes besides.
    private static final int BYTES_PER_FRAME = 480;

    private final LogMel mel;
    private final List<TextureStatistics> segments;
    private final VoicedFrames voiced;
    private final long samples;
    private final float peak;

    private Portrait(
            LogMel mel,
            List<TextureStatistics> segments,
            VoicedFrames voiced,
            long samples,
            float peak) {
        this.mel = mel;
        this.segments = List.copyOf(segments);
        this.voiced = voiced;
        this.samples = samples;
        this.peak = peak;
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
        return new Portrait(
                mel,
                segmenter.segments(),
                segmenter.voicedFrames(),
                segmenter.samples(),
                segmenter.peak());
    }

    /** As above. */
    public static Portrait of(AudioClip clip) throws IOException {
        return of(clip.reader());
    }

    /** The memory that a portrait takes at most, and to be compared, in bytes. */
    public static long bytes(int sampleRateHz, double seconds) {
        return (long) Math.ceil(BYTES_PER_FRAME * seconds * sampleRateHz / LogMel.HOP_SAMPLES);
    }

    /** The rate of the sound, in Hz. */
    public int sampleRateHz() {
        return mel.sampleRateHz();
    }

    /** Length of the sound. */
    public double seconds() {
        return (double) samples / mel.sampleRateHz();
    }

    /** The largest |sample|; 0 for silence. */
    public float peak() {
        return peak;
    }

    /** The levels of the mel bands. */
    public LogMel mel() {
        return mel;
    }

    List<TextureStatistics> segments() {
        return segments;
    }

    VoicedFrames voicedFrames() {
        return voiced;
    }

    /** Its first half, without the pitch. */
    Portrait firstHalf() {
        return new Portrait(
                mel.part(0, mel.frames() / 2),
                segments.subList(0, segments.size() / 2),
                voiced.beginning(0),
                samples / 2,
                peak);
    }

    /** Its second half, without the pitch. */
    Portrait secondHalf() {
        return new Portrait(
                mel.part(mel.frames() / 2, mel.frames()),
                segments.subList(segments.size() / 2, segments.size()),
                voiced.beginning(0),
                samples - samples / 2,
                peak);
    }
}
