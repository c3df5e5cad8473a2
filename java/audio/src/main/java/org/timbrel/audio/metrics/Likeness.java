// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * The measures that do not need sounds to be aligned: is this more of the same? What a sound is too
 * short for is NaN. Of texture statistics, at most 2,500 segments of a side are used, evenly
 * spread: those of an hour.
 *
 * @param longTermDb LT: mean |difference| of the mel bands' levels over the whole sounds
 * @param sortedLevelDb LMs: mean |difference| of the mel levels after sorting each band over time
 * @param modulationDb mean |difference| of the bands' movement at 0.5–8 Hz; from 4 s on
 * @param texStat TexStat over all pairs of segments; from about 1.5 s on
 * @param mmd {@link TextureDiscrepancy} of the segments; from about 3 s on
 * @param copiedShare the part of the other that is copied from the reference, 0..1; from about 6 s
 *     of the reference on
 */
public record Likeness(
        double longTermDb,
        double sortedLevelDb,
        double modulationDb,
        double texStat,
        double mmd,
        double copiedShare) {

    // An hour has 2,400 at 44.1 kHz. All pairs of so many take some 100 MB.
    private static final int MAX_SEGMENTS = 2500;
    // Half of a shorter sound is no stretch of it.
    private static final double MIN_FLOOR_SECONDS = 1;

    /**
     * What two sets come to.
     *
     * @param value of the other against the reference
     * @param floor the same measures between two real stretches of the reference: its halves, or
     *     every other sound of several. Of TexStat, all pairs of different segments; of the copied
     *     share, the reference's own stretches
     */
    record WithFloor(Likeness value, Likeness floor) {}

    static WithFloor of(SoundSet reference, SoundSet other) {
        List<SoundSet> halves = reference.seconds() < MIN_FLOOR_SECONDS ? null : reference.halves();
        List<TextureStatistics> xs = new ArrayList<>();
        if (halves == null) {
            xs.addAll(thinned(reference.segments(), MAX_SEGMENTS));
        } else {
            xs.addAll(thinned(halves.get(0).segments(), MAX_SEGMENTS / 2));
        }
        int half = xs.size();
        if (halves != null) {
            xs.addAll(thinned(halves.get(1).segments(), MAX_SEGMENTS / 2));
        }
        List<TextureStatistics> ys = thinned(other.segments(), MAX_SEGMENTS);
        PairDistances within = PairDistances.within(xs);
        PairDistances across = PairDistances.between(xs, ys);
        double bandwidth = within.median();
        CopyCheck copies = CopyCheck.of(reference.mels(), other.mels());
        LogMel x = reference.joined();
        LogMel y = other.joined();
        Likeness value =
                new Likeness(
                        LevelDistance.longTerm(x, y),
                        LevelDistance.sorted(x, y),
                        ModulationDistance.of(reference.mels(), other.mels()),
                        across.mean(),
                        TextureDiscrepancy.of(within, PairDistances.within(ys), across, bandwidth),
                        copies.share());
        return new WithFloor(value, floor(halves, within, half, bandwidth, copies));
    }

    /** At most {@code count} of them, evenly spread. */
    private static List<TextureStatistics> thinned(List<TextureStatistics> segments, int count) {
        if (segments.size() <= count) {
            return segments;
        }
        List<TextureStatistics> kept = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            kept.add(segments.get((int) ((i + 0.5) * segments.size() / count)));
        }
        return kept;
    }

    private static Likeness floor(
            List<SoundSet> halves,
            PairDistances within,
            int half,
            double bandwidth,
            CopyCheck copies) {
        double mmd = Double.NaN;
        double longTerm = Double.NaN;
        double sorted = Double.NaN;
        double modulation = Double.NaN;
        if (halves != null) {
            int all = within.size();
            mmd =
                    TextureDiscrepancy.of(
                            within.part(0, half, 0, half),
                            within.part(half, all, half, all),
                            within.part(0, half, half, all),
                            bandwidth);
            LogMel x = halves.get(0).joined();
            LogMel y = halves.get(1).joined();
            longTerm = LevelDistance.longTerm(x, y);
            sorted = LevelDistance.sorted(x, y);
            modulation = ModulationDistance.of(halves.get(0).mels(), halves.get(1).mels());
        }
        return new Likeness(longTerm, sorted, modulation, within.mean(), mmd, copies.floor());
    }
}
