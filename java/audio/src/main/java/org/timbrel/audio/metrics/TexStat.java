// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.io.AudioClip;

/**
 * TexStat distances between two sounds: how differently they sound as textures. Sounds are cut into
 * segments of {@link #segmentSeconds}; what is left over at the end is not used. NaN where there is
 * no whole segment.
 */
public final class TexStat {

    private TexStat() {}

    /** How long a segment is at a rate: 1.4 to 2.8 s, 1.5 s at 44.1 kHz. */
    public static double segmentSeconds(int sampleRateHz) {
        return (double) CochlearBank.segmentSamples(sampleRateHz) / sampleRateHz;
    }

    /** Whole segments of a sound of any length. */
    private static List<TextureStatistics> segments(AudioClip clip) {
        CochlearBank bank = new CochlearBank(clip.sampleRateHz());
        List<TextureStatistics> segments = new ArrayList<>();
        int size = bank.segmentSamples();
        for (int from = 0; from + size <= clip.samples().length; from += size) {
            segments.add(TextureStatistics.of(clip.samples(), from, bank));
        }
        return segments;
    }

    /** Mean over the segments at the same time: for copies. */
    public static double aligned(AudioClip reference, AudioClip other) {
        Pair.requireSameRate(reference, other);
        return aligned(segments(reference), segments(other));
    }

    private static double aligned(
            List<TextureStatistics> reference, List<TextureStatistics> other) {
        return alignedSum(reference, other) / Math.min(reference.size(), other.size());
    }

    /** The sum over the segments that both have. */
    static double alignedSum(List<TextureStatistics> reference, List<TextureStatistics> other) {
        int count = Math.min(reference.size(), other.size());
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += reference.get(i).distance(other.get(i));
        }
        return sum;
    }

    /** Mean over all pairs of segments: for another stretch of the same kind of sound. */
    public static double unaligned(AudioClip reference, AudioClip other) {
        Pair.requireSameRate(reference, other);
        return PairDistances.between(segments(reference), segments(other)).mean();
    }

    /**
     * As above, of a sound against several.
     *
     * @param reference all at the other's rate
     */
    public static double unaligned(List<Portrait> reference, Portrait other) {
        return PairDistances.between(new SoundSet(reference).segments(), other.segments()).mean();
    }

    /**
     * The floor, real against real: mean over all pairs of different segments of one sound. NaN
     * where it has fewer than two.
     */
    public static double floor(AudioClip clip) {
        return PairDistances.within(segments(clip)).mean();
    }
}
