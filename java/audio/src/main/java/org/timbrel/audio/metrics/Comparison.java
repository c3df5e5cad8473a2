// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.List;
import org.timbrel.audio.io.AudioClip;

/**
 * All measures of one sound against another. The same sound gives 0 everywhere and an infinite
 * {@code snrDb}; what a sound is too short for is NaN.
 *
 * @param sampleRateHz of both
 * @param referenceSeconds length of the reference
 * @param otherSeconds length of the other
 * @param snrDb SNRms, aligned: −20 log10 of the relative error of the STFT magnitudes at 2048/128;
 *     −∞ where only the reference is silent
 * @param levelDb LM, aligned: mean |difference| of the levels in 80 mel bands
 * @param sortedLevelDb LMs: the same after sorting each band over time
 * @param longTermDb LT: mean |difference| of the bands' levels over the whole sounds
 * @param spectralConvergence aligned, multi-resolution: relative error of the STFT magnitudes
 * @param logMagnitude aligned, multi-resolution: mean |difference| of the log magnitudes, nepers
 * @param modulationDb mean |difference| of the bands' movement at 0.5–8 Hz; from 4 s on
 * @param texStatAligned TexStat, aligned; from about 1.5 s on
 * @param texStat TexStat over all pairs of segments
 * @param texStatFloor TexStat of the reference against itself elsewhere; from about 3 s on
 */
public record Comparison(
        int sampleRateHz,
        double referenceSeconds,
        double otherSeconds,
        double snrDb,
        double levelDb,
        double sortedLevelDb,
        double longTermDb,
        double spectralConvergence,
        double logMagnitude,
        double modulationDb,
        double texStatAligned,
        double texStat,
        double texStatFloor) {

    /**
     * Compares two sounds in memory. Aligned measures use the length that both have.
     *
     * @throws IllegalArgumentException if their rates differ
     * @throws IOException if one is empty or holds a sample that is not finite
     */
    public static Comparison of(AudioClip reference, AudioClip other) throws IOException {
        Pair.requireSameRate(reference, other);
        LogMel x = LogMel.of(reference);
        LogMel y = LogMel.of(other);
        SpectralDistance fine = SpectralDistance.of(reference, other, 2048, 128, 2048);
        SpectralDistance several = SpectralDistance.multiResolution(reference, other);
        List<TextureStatistics> xs = TexStat.segments(reference);
        List<TextureStatistics> ys = TexStat.segments(other);
        return new Comparison(
                reference.sampleRateHz(),
                reference.durationSeconds(),
                other.durationSeconds(),
                fine.signalToNoiseDb(),
                LevelDistance.aligned(x, y),
                LevelDistance.sorted(x, y),
                LevelDistance.longTerm(x, y),
                several.convergence(),
                several.logMagnitude(),
                ModulationDistance.of(x, y),
                TexStat.aligned(xs, ys),
                TexStat.unaligned(xs, ys),
                TexStat.floor(xs));
    }
}
