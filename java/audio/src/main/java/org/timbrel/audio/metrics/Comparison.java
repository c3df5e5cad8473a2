// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.util.List;
import org.timbrel.audio.io.AudioClip;

/**
 * All measures of one sound, or of a set of sounds, against another. The same sound gives 0 for
 * every distance and an infinite {@code snrDb}; what a sound is too short for is NaN, as are the
 * aligned measures where nothing is aligned.
 *
 * @param sampleRateHz of both
 * @param referenceSeconds length of the reference
 * @param otherSeconds length of the other
 * @param alignedPairs how many pairs of sounds the aligned measures are of
 * @param snrDb SNRms, aligned: −20 log10 of the relative error of the STFT magnitudes at 2048/128;
 *     −∞ where only the reference is silent
 * @param levelDb LM, aligned: mean |difference| of the levels in 80 mel bands
 * @param spectralConvergence aligned, multi-resolution: relative error of the STFT magnitudes
 * @param logMagnitude aligned, multi-resolution: mean |difference| of the log magnitudes, nepers
 * @param texStatAligned TexStat, aligned; from about 1.5 s on
 * @param rpa50 aligned: the share of the frames with a pitch in both whose pitch is within 50
 *     cents; NaN where less than 5 % of the reference has a pitch, or no frame has one in both
 * @param voicingF1 aligned: how well they agree on which frames have a pitch, 0..1; NaN as above
 * @param likeness of what need not be aligned
 * @param floor what the reference's own stretches come to among each other, where it is long enough
 */
public record Comparison(
        int sampleRateHz,
        double referenceSeconds,
        double otherSeconds,
        int alignedPairs,
        double snrDb,
        double levelDb,
        double spectralConvergence,
        double logMagnitude,
        double texStatAligned,
        double rpa50,
        double voicingF1,
        @JsonUnwrapped Likeness likeness,
        Likeness floor) {

    /**
     * Compares two sounds in memory. Aligned measures use the length that both have.
     *
     * @throws IllegalArgumentException if their rates differ
     * @throws IOException if one is empty or holds a sample that is not finite
     */
    public static Comparison of(AudioClip reference, AudioClip other) throws IOException {
        Pair.requireSameRate(reference, other);
        Portrait x = Portrait.of(reference);
        Portrait y = Portrait.of(other);
        Alignment alignment = new Alignment();
        alignment.add(x, y, reference.reader(), other.reader());
        return of(List.of(x), List.of(y), alignment);
    }

    /**
     * Compares sets of sounds.
     *
     * @param reference at least one
     * @param other at least one, at the same rate
     * @param alignment of those that belong together; without a pair, there are no aligned measures
     * @throws IllegalArgumentException if their rates differ
     */
    public static Comparison of(
            List<Portrait> reference, List<Portrait> other, Alignment alignment) {
        SoundSet x = new SoundSet(reference);
        SoundSet y = new SoundSet(other);
        Likeness.WithFloor likeness = Likeness.of(x, y);
        PitchAgreement pitch = alignment.pitch();
        SpectralDistance several = alignment.multiResolution();
        return new Comparison(
                reference.get(0).sampleRateHz(),
                x.seconds(),
                y.seconds(),
                alignment.pairs(),
                alignment.snrDb(),
                alignment.levelDb(),
                several.convergence(),
                several.logMagnitude(),
                alignment.texStat(),
                pitch == null ? Double.NaN : pitch.rpa50(),
                pitch == null ? Double.NaN : pitch.voicingF1(),
                likeness.value(),
                likeness.floor());
    }

    /** LMs, see {@link Likeness}. */
    public double sortedLevelDb() {
        return likeness.sortedLevelDb();
    }

    /** LT, see {@link Likeness}. */
    public double longTermDb() {
        return likeness.longTermDb();
    }

    /** See {@link Likeness}. */
    public double modulationDb() {
        return likeness.modulationDb();
    }

    /** TexStat over all pairs of segments, see {@link Likeness}. */
    public double texStat() {
        return likeness.texStat();
    }
}
