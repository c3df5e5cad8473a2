// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/**
 * What a sound is like as a texture, to be found again among many: the TexStat statistics of at
 * most 20 of its segments of about 1.5 s, evenly spread. A sound that is shorter than a segment is
 * repeated until it fills one.
 */
public final class TextureSketch {

    /** A shorter sound, repeated, would be a tone. */
    public static final double MIN_SECONDS = 0.2;

    private static final int MAX_SEGMENTS = 20;

    private final List<TextureStatistics> segments;
    private final double seconds;

    private TextureSketch(List<TextureStatistics> segments, double seconds) {
        this.segments = List.copyOf(segments);
        this.seconds = seconds;
    }

    /**
     * Of a sound.
     *
     * @param reader read to its end, not closed
     * @param seconds how long it is, by which segments are spread; NaN: not known, then all are
     *     used
     * @throws AudioFormatException if it is shorter than {@link #MIN_SECONDS} or holds a sample
     *     that is not finite
     * @throws IOException if it cannot be read
     */
    public static TextureSketch of(SampleReader reader, double seconds) throws IOException {
        int rateHz = reader.sampleRateHz();
        CochlearBank bank = new CochlearBank(rateHz);
        int size = bank.segmentSamples();
        long whole = Double.isNaN(seconds) ? 0 : (long) (seconds * rateHz / size);
        List<TextureStatistics> segments = new ArrayList<>();
        float[] segment = new float[size];
        long read = 0;
        int count = size;
        for (long n = 0; count == size; n++) {
            count = fill(reader, segment);
            for (int i = 0; i < count; i++) {
                if (!Float.isFinite(segment[i])) {
                    throw new AudioFormatException(
                            "sample " + (read + i) + " is " + segment[i] + ", not a number");
                }
            }
            read += count;
            if (count == size && isKept(n, whole)) {
                segments.add(TextureStatistics.of(segment, 0, bank));
            }
        }
        if (read < size) {
            segments.add(TextureStatistics.of(repeated(segment, count, rateHz), 0, bank));
        }
        return new TextureSketch(segments, (double) read / rateHz);
    }

    /** Whether segment {@code n} is one of those evenly spread over {@code whole}. */
    static boolean isKept(long n, long whole) {
        return whole <= MAX_SEGMENTS || n * MAX_SEGMENTS / whole != (n + 1) * MAX_SEGMENTS / whole;
    }

    private static int fill(SampleReader reader, float[] segment) throws IOException {
        int done = 0;
        while (done < segment.length) {
            int count = reader.read(segment, done, segment.length - done);
            if (count < 0) {
                break;
            }
            done += count;
        }
        return done;
    }

    private static float[] repeated(float[] samples, int count, int rateHz)
            throws AudioFormatException {
        if (count < MIN_SECONDS * rateHz) {
            throw new AudioFormatException(
                    String.format(
                            Locale.ROOT,
                            "%.3f s are too short for texture statistics: %s s is the least",
                            (double) count / rateHz,
                            MIN_SECONDS));
        }
        for (int i = count; i < samples.length; i++) {
            samples[i] = samples[i - count];
        }
        return samples;
    }

    /** Length of the sound. */
    public double seconds() {
        return seconds;
    }

    /** How many segments were used. */
    public int segments() {
        return segments.size();
    }

    /**
     * TexStat, the mean over all pairs of a segment of each.
     *
     * @param other at the same rate
     */
    public double distance(TextureSketch other) {
        return PairDistances.between(segments, other.segments).mean();
    }
}
