// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/** The ways from frames to sound. */
public enum VocoderType {
    /** Shaped noise; streams. */
    NOISE,
    /** Harmonics of a fundamental in shaped noise; streams, and needs features with pitch. */
    HARMONIC,
    /** Phases integrated from the magnitudes; streams. */
    PHASE,
    /** Phases integrated and refined over the whole file; does not stream. */
    GRIFFIN_LIM;

    /** The name users write: lower case, with a hyphen. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The vocoder of that name.
     *
     * @param label as {@link #label()} gives it, in any case
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static VocoderType named(String label) {
        for (VocoderType type : values()) {
            if (type.label().equalsIgnoreCase(label)) {
                return type;
            }
        }
        String known =
                Arrays.stream(values()).map(VocoderType::label).collect(Collectors.joining(", "));
        throw new IllegalArgumentException(
                "no vocoder is called \"" + label + "\"; there are: auto, " + known);
    }

    /**
     * What suits a spec best among those that stream: harmonics where there is a pitch, noise for
     * textures, phases for the rest.
     */
    public static VocoderType auto(FeatureSpec spec) {
        if (spec.pitch() != null) {
            return HARMONIC;
        }
        return spec.profile() == Profile.TEXTURE ? NOISE : PHASE;
    }

    /**
     * What suits the frames of a whole sound. Where they have a pitch, they are read: harmonics if
     * a tenth of them is voiced and these are three quarters periodic in the mean; otherwise phases
     * if their bands have peaks of 4 dB, as chords and bells, and noise if they have not. Without
     * pitch as {@link #auto(FeatureSpec)}, and nothing is read.
     *
     * @param vectors read to their end
     * @throws AudioFormatException if a frame is not finite or louder than any sound, with its
     *     number
     * @throws IOException if they cannot be read
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     */
    public static VocoderType auto(FeatureSpec spec, FrameSource vectors) throws IOException {
        return spec.pitch() == null ? auto(spec) : VocoderChoice.of(spec, vectors);
    }

    /** Whether it renders frames as they come. */
    public boolean streams() {
        return this != GRIFFIN_LIM;
    }

    /**
     * A vocoder for one stream.
     *
     * @param seed of what is random: the same seed and frames, the same samples
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     * @throws IllegalStateException if this type does not stream
     */
    public Vocoder open(FeatureSpec spec, long seed) {
        return switch (this) {
            case NOISE -> new NoiseVocoder(spec, seed);
            case HARMONIC -> new HarmonicVocoder(spec, seed);
            case PHASE -> new PhaseVocoder(spec, seed);
            case GRIFFIN_LIM ->
                    throw new IllegalStateException(
                            "griffin-lim needs the whole file: a stream needs noise, harmonic or phase");
        };
    }

    /**
     * The sound of a file's frames: frames times hop samples.
     *
     * @param vectors [frames, vectorSize]
     * @return in memory only where this type does not stream
     * @throws AudioFormatException if a frame is not finite or louder than any sound, with its
     *     number
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     */
    public SampleReader reader(FrameMatrix vectors, FeatureSpec spec, long seed)
            throws AudioFormatException {
        return reader(vectors, spec, seed, (long) vectors.frames() * spec.hopSamples());
    }

    /**
     * As above, for a sound whose length is known.
     *
     * @param samples at least 0
     */
    public SampleReader reader(FrameMatrix vectors, FeatureSpec spec, long seed, long samples)
            throws AudioFormatException {
        if (vectors.dims() != spec.vectorSize()) {
            throw new IllegalArgumentException(
                    "frames have "
                            + vectors.dims()
                            + " columns, its spec says "
                            + spec.coefficients());
        }
        if (streams()) {
            return new VocoderReader(open(spec, seed), FrameSource.of(vectors), samples);
        }
        GriffinLim griffinLim = new GriffinLim(spec, seed);
        try {
            float[] sound =
                    griffinLim.render(
                            vectors.columns(0, spec.coefficients()), Math.toIntExact(samples));
            return new AudioClip(sound, spec.sampleRateHz()).reader();
        } catch (IllegalArgumentException e) {
            throw new AudioFormatException(e.getMessage(), e);
        }
    }

    /**
     * As {@link #reader}, all samples at once.
     *
     * @param samples at least 0, at most what an array holds
     */
    public float[] render(FrameMatrix vectors, FeatureSpec spec, long seed, int samples)
            throws IOException {
        float[] out = new float[samples];
        try (SampleReader reader = reader(vectors, spec, seed, samples)) {
            int n = 0;
            while (n < samples) {
                int read = reader.read(out, n, samples - n);
                if (read < 0) {
                    throw new IllegalStateException("only " + n + " of " + samples + " samples");
                }
                n += read;
            }
        }
        return out;
    }
}
