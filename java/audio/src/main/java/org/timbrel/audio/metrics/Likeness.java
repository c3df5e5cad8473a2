// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.List;

/**
 * The measures that do not need sounds to be aligned: is this more of the same? What a sound is too
 * short for is NaN.
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
        SoundSet ordered = halves == null ? reference : joined(halves);
        int half = halves == null ? 0 : halves.get(0).segments().size();
        List<TextureStatistics> xs = ordered.segments();
        List<TextureStatistics> ys = other.segments();
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

    private static SoundSet joined(List<SoundSet> halves) {
        return new SoundSet(halves.stream().flatMap(set -> set.portraits().stream()).toList());
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
            int all = half + halves.get(1).segments().size();
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
