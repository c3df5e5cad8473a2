// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/** Grains of a corpus one after another, each faded into the next. Not thread-safe. */
final class GrainSound {

    private final float[] corpus;
    private final int hop;
    private final int grainSamples;
    private final int fade;
    private final double[] fadeIn;
    // The newest samples, as a ring.
    private final float[] ring;
    private long grains;
    private long earlier;
    private long current;

    GrainSound(MosaicCorpus corpus) {
        this.corpus = corpus.samples();
        hop = corpus.spec().hopSamples();
        grainSamples = corpus.grainFrames() * hop;
        fade = MosaicCorpus.fadeSamples(corpus.spec());
        fadeIn = new double[fade];
        for (int i = 0; i < fade; i++) {
            fadeIn[i] = Math.sin(Math.PI / 2 * (i + 0.5) / fade);
        }
        ring = new float[2 * (GrainPath.LAG + 4) * grainSamples + 4 * corpus.spec().fftSize()];
    }

    /** Samples over which one grain turns into the next. */
    int fadeSamples() {
        return fade;
    }

    /** The time from which on nothing sounds yet. */
    long end() {
        return grains * grainSamples - fade / 2;
    }

    /** Adds the grain that begins at a frame of the corpus. */
    void add(int frame) {
        earlier = current + grainSamples;
        current = (long) frame * hop;
        long begin = grains * grainSamples;
        boolean joined = grains > 0 && current != earlier;
        for (int i = -fade / 2; i < grainSamples - fade / 2; i++) {
            int f = i + fade / 2;
            float x = corpus[Math.toIntExact(current + i)];
            if (joined && f < fade) {
                // Different sounds: their powers add up, not their samples.
                x =
                        (float)
                                (fadeIn[f] * x
                                        + fadeIn[fade - 1 - f]
                                                * corpus[Math.toIntExact(earlier + i)]);
            }
            ring[Math.floorMod(begin + i, ring.length)] = x;
        }
        grains++;
    }

    /**
     * Samples from a time on; zeros before the first grain.
     *
     * @param out written, [any length]
     */
    void read(long time, double[] out) {
        for (int i = 0; i < out.length; i++) {
            long at = time + i;
            out[i] = at < -fade / 2 ? 0 : ring[Math.floorMod(at, ring.length)];
        }
    }
}
