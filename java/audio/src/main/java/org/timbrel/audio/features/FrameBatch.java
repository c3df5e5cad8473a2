// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** Neighbouring frames, kept as the samples under them: frame i begins at sample i · hop. */
final class FrameBatch {

    private final int size;
    private final int hop;
    private final int capacity;
    private final float[] samples;
    private int frames;

    /** For at most {@code capacity} frames. */
    FrameBatch(FeatureSpec spec, int capacity) {
        size = spec.windowSamples();
        hop = spec.hopSamples();
        this.capacity = capacity;
        samples = new float[size + (capacity - 1) * hop];
    }

    /** Adds the next frame, [windowSamples], of which only the last hop is new. */
    void add(float[] frame) {
        if (frames == 0) {
            System.arraycopy(frame, 0, samples, 0, size);
        } else {
            System.arraycopy(frame, size - hop, samples, size + (frames - 1) * hop, hop);
        }
        frames++;
    }

    void clear() {
        frames = 0;
    }

    boolean isFull() {
        return frames == capacity;
    }

    int frames() {
        return frames;
    }

    int capacity() {
        return capacity;
    }

    /** Samples under a frame. */
    int size() {
        return size;
    }

    /** Samples between frames. */
    int hop() {
        return hop;
    }

    /** The samples under the frames, [(frames - 1) · hop + windowSamples] of them. */
    float[] samples() {
        return samples;
    }

    /** The largest sample of frame {@code i}, without its sign. */
    float peak(int i) {
        float peak = 0;
        for (int n = 0; n < size; n++) {
            peak = Math.max(peak, Math.abs(samples[i * hop + n]));
        }
        return peak;
    }
}
