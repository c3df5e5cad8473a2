// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.FeatureSpec;

/**
 * One stream of frames into one stream of samples: a frame in, a hop of samples out. Not
 * thread-safe; a second stream needs a second vocoder.
 *
 * <p>The samples depend on the frames, the spec and the seed alone, to the bit. With a transform
 * length that is a power of two, no frame after the first allocates (JTransforms' other lengths
 * do).
 *
 * <p>Frame t speaks of the samples around t·hop (centred specs) or from t·hop on; sample n of that
 * time comes out at n + {@link #latencySamples()}.
 */
public interface Vocoder {

    /** What the frames are. */
    FeatureSpec spec();

    /**
     * How late the sound is, at least 0: the first so many samples that come out lie before time 0.
     */
    int latencySamples();

    /** How many samples {@link #flush} gives. */
    int tailSamples();

    /**
     * Takes a frame and gives the next hop of sound.
     *
     * @param vector [vectorSize] from {@code offset}: coefficients, then pitch if the spec has it
     * @param out written, [hopSamples] from {@code outOffset}, nominally in -1..1
     * @throws IllegalArgumentException if a value is not finite or the frame is louder than any
     *     sound, with the frame's number
     */
    void process(float[] vector, int offset, float[] out, int outOffset);

    /**
     * Ends the stream: what the frames so far still sound into.
     *
     * @param out written, [tailSamples] from {@code outOffset}
     * @throws IllegalStateException if the stream has ended before
     */
    void flush(float[] out, int outOffset);
}
