// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What toolkits that compute the same features differ in, and few ever set.
 *
 * @param windowMs length of the window in milliseconds, rounded down to samples, the transform
 *     filled up with zeros; null for a window as long as the transform
 * @param symmetricWindow whether the window's period is a sample shorter than it, so that it ends
 *     as it began
 * @param padding what stands beyond the clip's ends, where frames are centred
 * @param sampleScale what a sample of 1 counts as, over 0
 * @param removeMean whether a frame's mean is taken off before all else
 * @param preEmphasis p of x[n] - p x[n-1] within each frame, its first sample standing before
 *     itself; 0 for none, at most 1
 * @param magnitude whether bands sum magnitudes rather than powers
 * @param naturalLog ln of a band rather than 10 log10
 * @param floor the least a band counts as, over 0
 * @param melTriangles whether a filter's flanks are straight over mel rather than over Hz
 * @param orthonormal whether coefficient 0 is scaled by √(1/bands) and not, as all others, by
 *     √(2/bands)
 * @param lifterFromZero whether the lifter is 1 + (L/2) sin(πn/L), which leaves coefficient 0 as it
 *     is, rather than 1 + (L/2) sin(π(n+1)/L)
 * @param energy whether coefficient 0 is ln of the sum of the frame's squares, taken before
 *     pre-emphasis and window, rather than the cepstrum's
 */
public record Convention(
        Double windowMs,
        boolean symmetricWindow,
        Padding padding,
        double sampleScale,
        boolean removeMean,
        double preEmphasis,
        boolean magnitude,
        boolean naturalLog,
        double floor,
        boolean melTriangles,
        boolean orthonormal,
        boolean lifterFromZero,
        boolean energy) {

    /** What stands beyond a clip's ends. */
    public enum Padding {
        /** Zeros; frame t centred on sample t·hop. */
        @JsonProperty("zeros")
        ZEROS,
        /** The clip backwards, its end sample once; frame t centred on sample t·hop. */
        @JsonProperty("reflect")
        REFLECT,
        /**
         * The clip backwards, its end sample twice; frame t centred on the middle of hop t, as many
         * frames as hops fit the clip, rounded. What Kaldi does with {@code --snip-edges=false}.
         */
        @JsonProperty("mirror")
        MIRROR
    }

    /** librosa 0.11 with its defaults, and Timbrel's own profiles. */
    public static final Convention LIBROSA =
            new Convention(
                    null,
                    false,
                    Padding.ZEROS,
                    1,
                    false,
                    0,
                    false,
                    false,
                    FeatureSpec.POWER_FLOOR,
                    false,
                    true,
                    false,
                    false);

    /** torchaudio's {@code transforms.MFCC}: librosa's, but for the padding. */
    public static final Convention TORCHAUDIO =
            new Convention(
                    null,
                    false,
                    Padding.REFLECT,
                    1,
                    false,
                    0,
                    false,
                    false,
                    FeatureSpec.POWER_FLOOR,
                    false,
                    true,
                    false,
                    false);

    /**
     * Kaldi's {@code compute-mfcc-feats} with its defaults, but for the dither, which is 0: {@code
     * feature-window.cc}, {@code feature-mfcc.cc} and {@code mel-computations.cc}.
     */
    public static final Convention KALDI =
            new Convention(
                    25.0,
                    true,
                    Padding.MIRROR,
                    32768,
                    true,
                    0.97,
                    false,
                    true,
                    Math.ulp(1f),
                    true,
                    true,
                    true,
                    true);

    /** The HTK book's, chapter 5: magnitudes, and no mean removed. */
    public static final Convention HTK =
            new Convention(
                    25.0,
                    true,
                    Padding.ZEROS,
                    32768,
                    false,
                    0.97,
                    true,
                    true,
                    1,
                    true,
                    false,
                    true,
                    false);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException with the value and the limit
     */
    public Convention {
        FeatureSpec.requireSet("padding", padding);
        require(windowMs == null || windowMs > 0, "windowMs", windowMs, "over 0, or none");
        require(sampleScale > 0, "sampleScale", sampleScale, "over 0");
        require(preEmphasis >= 0 && preEmphasis <= 1, "preEmphasis", preEmphasis, "in 0..1");
        require(floor >= Float.MIN_NORMAL, "floor", floor, "over 0");
    }

    private static void require(boolean holds, String name, Object value, String limit) {
        boolean finite = !(value instanceof Double number) || Double.isFinite(number);
        if (!holds || !finite) {
            throw new IllegalArgumentException(name + " " + value + " is not " + limit);
        }
    }

    /** The same but for what coefficient 0 is. */
    public Convention withEnergy(boolean value) {
        return new Convention(
                windowMs,
                symmetricWindow,
                padding,
                sampleScale,
                removeMean,
                preEmphasis,
                magnitude,
                naturalLog,
                floor,
                melTriangles,
                orthonormal,
                lifterFromZero,
                value);
    }

    /** Whether samples go under the window as they are. */
    boolean plainFrames() {
        return sampleScale == 1 && !removeMean && preEmphasis == 0 && !energy;
    }
}
