// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;

/**
 * How far two aligned sounds have the same pitch at the same time, 10 ms by 10 ms over the length
 * that both have. A frame is voiced where at least 0.3 of its power is periodic and its level at
 * most 50 dB under its sound's loudest.
 *
 * @param frames compared
 * @param voicedFrames of them voiced in both
 * @param rpa50 raw pitch accuracy: the share of those whose fundamentals are at most 50 cents
 *     apart, octaves counting as different; NaN where there are none
 * @param voicingPrecision share of the other's voiced frames that are voiced in the reference too;
 *     NaN where it has none
 * @param voicingRecall share of the reference's voiced frames that are voiced in the other too; NaN
 *     where it has none
 * @param voicingF1 the harmonic mean of both: 2 · both / (voiced in one + voiced in the other); NaN
 *     where neither has a voiced frame
 */
public record PitchAgreement(
        int frames,
        int voicedFrames,
        double rpa50,
        double voicingPrecision,
        double voicingRecall,
        double voicingF1) {

    private static final double CENTS = 50;

    /**
     * Of two sounds, as the pitch tracker hears them.
     *
     * @throws IllegalArgumentException if their rates differ
     * @throws IOException if one is empty or holds a sample that is not finite
     */
    public static PitchAgreement of(AudioClip reference, AudioClip other) throws IOException {
        return of(reference.reader(), other.reader());
    }

    /**
     * Of two sounds that are read once, each to its end; not closed.
     *
     * @throws IllegalArgumentException if their rates differ
     * @throws IOException if one is empty, holds a sample that is not finite, or cannot be read
     */
    public static PitchAgreement of(SampleReader reference, SampleReader other) throws IOException {
        Pair.requireSameRate(reference.sampleRateHz(), other.sampleRateHz());
        return of(VoicedFrames.of(reference), VoicedFrames.of(other));
    }

    /**
     * Of a pitch that is known and a sound.
     *
     * @param f0Hz fundamental at every sample, 0 where there is none
     * @throws IOException if the sound is empty or holds a sample that is not finite
     */
    public static PitchAgreement of(float[] f0Hz, AudioClip other) throws IOException {
        return of(VoicedFrames.of(f0Hz, other.sampleRateHz()), VoicedFrames.of(other.reader()));
    }

    static PitchAgreement of(VoicedFrames reference, VoicedFrames other) {
        int frames = Math.min(reference.frames(), other.frames());
        int voiced = 0;
        int otherVoiced = 0;
        int both = 0;
        int near = 0;
        for (int t = 0; t < frames; t++) {
            voiced += reference.isVoiced(t) ? 1 : 0;
            otherVoiced += other.isVoiced(t) ? 1 : 0;
            if (reference.isVoiced(t) && other.isVoiced(t)) {
                both++;
                near += reference.distance(other, t) <= CENTS ? 1 : 0;
            }
        }
        return new PitchAgreement(
                frames,
                both,
                share(near, both),
                share(both, otherVoiced),
                share(both, voiced),
                share(2 * both, voiced + otherVoiced));
    }

    private static double share(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
