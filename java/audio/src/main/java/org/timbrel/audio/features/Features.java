// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * What was extracted from one clip.
 *
 * @param spec how
 * @param mfcc [frames, coefficients]
 * @param mel mel power, [frames, melBands], at least 0
 */
public record Features(FeatureSpec spec, FrameMatrix mfcc, FrameMatrix mel) {

    /**
     * Checks the shapes against the spec.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public Features {
        check("mfcc", mfcc.dims(), spec.coefficients());
        check("mel", mel.dims(), spec.melBands());
        if (mfcc.frames() != mel.frames()) {
            throw new IllegalArgumentException(
                    "mfcc has " + mfcc.frames() + " frames, mel has " + mel.frames());
        }
    }

    private static void check(String name, int dims, int expected) {
        if (dims != expected) {
            throw new IllegalArgumentException(
                    name + " has " + dims + " columns, its spec says " + expected);
        }
    }

    /** How many frames. */
    public int frames() {
        return mfcc.frames();
    }

    /** How long the frames last, in seconds: frames times hop. */
    public double durationSeconds() {
        return frames() / spec.framesPerSecond();
    }
}
