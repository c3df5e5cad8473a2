// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * What was extracted from one clip.
 *
 * @param spec how
 * @param vectors what the sound is made again from, [frames, vectorSize]: coefficients, then pitch
 *     as {@link org.timbrel.audio.pitch.PitchFrame} lays it out where the spec has pitch
 * @param mel mel power, [frames, melBands], at least 0
 * @param extras what was asked for beside, [frames, extrasSize], in the spec's order
 */
public record Features(FeatureSpec spec, FrameMatrix vectors, FrameMatrix mel, FrameMatrix extras) {

    /**
     * Checks the shapes against the spec.
     *
     * @throws IllegalArgumentException if they do not fit
     */
    public Features {
        check("vectors", vectors, spec.vectorSize(), mel.frames());
        check("mel", mel, spec.melBands(), mel.frames());
        check("extras", extras, spec.extrasSize(), mel.frames());
    }

    /** Without extras. */
    public Features(FeatureSpec spec, FrameMatrix vectors, FrameMatrix mel) {
        this(spec, vectors, mel, new FrameMatrix(new float[0], mel.frames(), 0));
    }

    private static void check(String name, FrameMatrix matrix, int dims, int frames) {
        if (matrix.dims() != dims) {
            throw new IllegalArgumentException(
                    name + " has " + matrix.dims() + " columns, its spec says " + dims);
        }
        if (matrix.frames() != frames) {
            throw new IllegalArgumentException(
                    name + " has " + matrix.frames() + " frames, mel has " + frames);
        }
    }

    /** The coefficients alone, [frames, coefficients]; a copy where the spec has pitch. */
    public FrameMatrix mfcc() {
        return vectors.columns(0, spec.coefficients());
    }

    /** How many frames. */
    public int frames() {
        return mel.frames();
    }

    /** How long the frames last, in seconds: frames times hop. */
    public double durationSeconds() {
        return frames() / spec.framesPerSecond();
    }
}
