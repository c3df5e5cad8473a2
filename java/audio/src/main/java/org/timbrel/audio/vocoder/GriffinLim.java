// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/**
 * The best phases, found for many frames at once: integrated over all of them, refined by fast
 * Griffin-Lim, the mel levels corrected at the end. For files, not for live streams: long ones are
 * made in parts of some seconds, each going on with the phases of the one before, in memory that
 * does not grow (about 100 MiB).
 */
public final class GriffinLim {

    /** Rounds of refinement: 32 gain most of what 100 do. */
    public static final int DEFAULT_ROUNDS = 32;

    // Of the STFT a part; at 40 bytes each.
    private static final long PART_CELLS = 1 << 21;
    private static final int OVERLAP_WINDOWS = 4;

    private final FeatureSpec spec;
    private final long seed;
    private final int rounds;
    private final int partFrames;

    /** With the default rounds. */
    public GriffinLim(FeatureSpec spec, long seed) {
        this(spec, seed, DEFAULT_ROUNDS);
    }

    /**
     * @param spec what the frames are
     * @param seed of the phases of cells too quiet to matter
     * @param rounds of refinement, 0 to 1000
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     */
    public GriffinLim(FeatureSpec spec, long seed, int rounds) {
        this(spec, seed, rounds, 0);
    }

    /**
     * @param leastFrames of a part; 0 for as many as suit the memory
     */
    GriffinLim(FeatureSpec spec, long seed, int rounds, int leastFrames) {
        if (rounds < 0 || rounds > 1000) {
            throw new IllegalArgumentException("rounds " + rounds + " is outside 0..1000");
        }
        this.spec = spec;
        this.seed = seed;
        this.rounds = rounds;
        long suited = PART_CELLS / new GriffinLimPart(spec, seed, rounds).cells();
        partFrames =
                Math.toIntExact(
                        Math.max(2L * overlapFrames(), leastFrames == 0 ? suited : leastFrames));
        new CepstrumInverse(spec);
    }

    /** Frames that a part has in common with the next one. */
    private int overlapFrames() {
        return (OVERLAP_WINDOWS * spec.fftSize() - 1) / spec.hopSamples() + 2;
    }

    /**
     * The sound of the frames, made while it is read.
     *
     * @param frames of vectors; pitch in them is not used
     * @param samples how many to give from time 0 on, zeros beyond the frames; -1 for frames times
     *     hop
     * @return reading throws {@link AudioFormatException} if a frame is not finite or louder than
     *     any sound, with its number, or if a part does not fit into memory
     */
    public SampleReader reader(FrameSource frames, long samples) {
        return new GriffinLimReader(
                new GriffinLimPart(spec, seed, rounds),
                spec,
                frames,
                samples,
                partFrames,
                overlapFrames());
    }

    /**
     * As {@link #reader}, all samples at once.
     *
     * @param samples at least 0
     */
    public float[] render(FrameSource frames, int samples) throws IOException {
        float[] out = new float[samples];
        try (SampleReader reader = reader(frames, samples)) {
            int n = 0;
            while (n < samples) {
                n += reader.read(out, n, samples - n);
            }
        }
        return out;
    }
}
