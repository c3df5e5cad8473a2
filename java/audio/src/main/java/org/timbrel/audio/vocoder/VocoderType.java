// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
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
    /** Phases integrated and refined over many frames at once; for files. */
    GRIFFIN_LIM,
    /** Grains of a corpus; for files, though a {@link Mosaic} by itself streams. */
    MOSAIC;

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
     * <p>Cepstra cut short do not hold the level of a tone, whoever renders them: over sines and
     * tones of 80 to 900 Hz, copies are off by 0.1 dB in the mean where all coefficients are kept,
     * by 0.6 of 40 of 64 bands at the texture profile, and by 17 of 20 of 128 at librosa's.
     * Harmonics come nearer than phases there, but for Kaldi's cepstra, which say their energy: 0.8
     * against 0.5 dB.
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

    /** Whether it renders frames as they come, without much delay. */
    public boolean streams() {
        return this != GRIFFIN_LIM && this != MOSAIC;
    }

    /** Whether it needs {@link VocoderSettings#corpus}. */
    public boolean needsCorpus() {
        return this == MOSAIC;
    }

    /**
     * A vocoder for one stream.
     *
     * @param seed of what is random: the same seed and frames, the same samples
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     * @throws IllegalStateException if this type does not stream, or needs a corpus: a stream of
     *     grains is a {@link Mosaic}
     */
    public Vocoder open(FeatureSpec spec, long seed) {
        return switch (this) {
            case NOISE -> new NoiseVocoder(spec, seed);
            case HARMONIC -> new HarmonicVocoder(spec, seed);
            case PHASE -> new PhaseVocoder(spec, seed);
            case GRIFFIN_LIM, MOSAIC ->
                    throw new IllegalStateException(
                            label() + " is for files: a stream needs noise, harmonic or phase");
        };
    }

    /**
     * The sound of frames, made while it is read: frames times hop samples, in memory that does not
     * grow with them.
     *
     * @param frames of vectors
     * @return reading throws {@link AudioFormatException} if a frame is not finite or louder than
     *     any sound, with its number
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound, or the
     *     corpus that this type needs is missing
     */
    public SampleReader reader(FrameSource frames, FeatureSpec spec, VocoderSettings settings) {
        return reader(frames, spec, settings, -1);
    }

    /**
     * As above, for a sound whose length is known.
     *
     * @param samples at least 0; where frames end before, zeros follow. -1 for frames times hop
     */
    public SampleReader reader(
            FrameSource frames, FeatureSpec spec, VocoderSettings settings, long samples) {
        return switch (this) {
            case GRIFFIN_LIM -> new GriffinLim(spec, settings.seed()).reader(frames, samples);
            case MOSAIC -> {
                if (settings.corpus() == null) {
                    throw new IllegalArgumentException(
                            "mosaic needs a corpus: the sound to take grains from");
                }
                yield new VocoderReader(new Mosaic(spec, settings.corpus()), frames, samples);
            }
            default -> new VocoderReader(open(spec, settings.seed()), frames, samples);
        };
    }

    /**
     * As above, of frames in memory, by a type that needs no corpus.
     *
     * @param vectors [frames, vectorSize]
     */
    public SampleReader reader(FrameMatrix vectors, FeatureSpec spec, long seed) {
        return reader(vectors, spec, seed, -1);
    }

    /**
     * As above, for a sound whose length is known.
     *
     * @param samples at least 0; where frames end before, zeros follow. -1 for frames times hop
     */
    public SampleReader reader(FrameMatrix vectors, FeatureSpec spec, long seed, long samples) {
        return reader(source(vectors, spec), spec, VocoderSettings.seed(seed), samples);
    }

    private static FrameSource source(FrameMatrix vectors, FeatureSpec spec) {
        if (vectors.dims() != spec.vectorSize()) {
            throw new IllegalArgumentException(
                    "frames have "
                            + vectors.dims()
                            + " columns, their spec says "
                            + spec.vectorSize());
        }
        return FrameSource.of(vectors);
    }

    /** As {@link #render(FrameMatrix, FeatureSpec, VocoderSettings, int)}, without a corpus. */
    public float[] render(FrameMatrix vectors, FeatureSpec spec, long seed, int samples)
            throws IOException {
        return render(vectors, spec, VocoderSettings.seed(seed), samples);
    }

    /**
     * As {@link #reader}, all samples at once.
     *
     * @param vectors [frames, vectorSize]
     * @param samples at least 0, at most what an array holds
     */
    public float[] render(
            FrameMatrix vectors, FeatureSpec spec, VocoderSettings settings, int samples)
            throws IOException {
        float[] out = new float[samples];
        try (SampleReader reader = reader(source(vectors, spec), spec, settings, samples)) {
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
