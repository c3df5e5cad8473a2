// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.timbrel.audio.metrics.LogMel;

/**
 * How far a sound has moved from its first third to its last, as parts: 0.1 is a tenth more. It
 * moves a little by chance, and real sound by more: a figure says something beside that of real
 * sound of the same length.
 *
 * @param seconds of the whole sound
 * @param level of the RMS
 * @param spectrum of the mel bands' levels, apart from what all have in common: the mean |dB| over
 *     bands, as a ratio less 1; at least 0
 * @param texture of TexStat to the reference
 */
public record Drift(double seconds, double level, double spectrum, double texture) {

    /** Of a sound in thirds. */
    static Drift of(Thirds thirds) {
        return new Drift(
                thirds.seconds(),
                thirds.rms(Thirds.LAST) / thirds.rms(Thirds.FIRST) - 1,
                spectrum(thirds.levels(Thirds.FIRST), thirds.levels(Thirds.LAST)),
                thirds.texStat(Thirds.LAST) / thirds.texStat(Thirds.FIRST) - 1);
    }

    private static double spectrum(LogMel first, LogMel last) {
        double[] change = new double[first.bands()];
        double mean = 0;
        for (int b = 0; b < change.length; b++) {
            change[b] = last.meanLevelDb(b) - first.meanLevelDb(b);
            mean += change[b] / change.length;
        }
        double sum = 0;
        for (double one : change) {
            sum += Math.abs(one - mean);
        }
        return Math.pow(10, sum / change.length / 20) - 1;
    }

    /** As {@link #level}, a minute: the middles of first and last third are ⅔ of it apart. */
    @JsonProperty
    public double levelAMinute() {
        return aMinute(level);
    }

    /** As {@link #spectrum}, a minute. */
    @JsonProperty
    public double spectrumAMinute() {
        return aMinute(spectrum);
    }

    /** As {@link #texture}, a minute. */
    @JsonProperty
    public double textureAMinute() {
        return aMinute(texture);
    }

    private double aMinute(double drift) {
        return Math.pow(1 + drift, 60 / (seconds * 2 / 3)) - 1;
    }
}
