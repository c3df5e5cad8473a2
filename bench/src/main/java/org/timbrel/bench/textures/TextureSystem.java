// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.vocoder.VocoderType;

/** The ways to a texture that are compared. */
public enum TextureSystem {
    FLOOR("floor", "real sound: the half that was learned from, judged by the other"),
    COPY("copy", "copy-synthesis of the learned half: the most that can be rendered"),
    VAR("var", "linear: VAR(4), its innovations drawn again one by one"),
    VAR_RUNS("var-runs", "VAR(4), mel levels kept in range, innovations in runs of 4"),
    DENSITY("mdn", "LSTM with a mixture density alone; learned once, for all seeds"),
    BANK("bank", "the default: linear part, LSTM over clusters of innovations");

    private static final int RUN = 4;

    private final String label;
    private final String meaning;

    TextureSystem(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    /** As tables, options and JSON have it. */
    public String label() {
        return label;
    }

    /** In words. */
    public String meaning() {
        return meaning;
    }

    /** Whether it makes another sound with another seed. */
    public boolean isRandom() {
        return this != FLOOR && this != COPY;
    }

    /** Whether each seed learns anew, too. The density could, but it is the slowest to learn. */
    boolean learnsAnew() {
        return this == BANK;
    }

    /**
     * Those with these names, in their order here; all for no names.
     *
     * @throws IllegalArgumentException if there is none of a name
     */
    public static List<TextureSystem> named(List<String> names) {
        List<String> known = Arrays.stream(values()).map(TextureSystem::label).toList();
        List<String> wanted = names.stream().map(n -> n.toLowerCase(Locale.ROOT)).toList();
        for (String name : wanted) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "no system is called \"%s\"; there are: %s"
                                .formatted(name, String.join(", ", known)));
            }
        }
        return Arrays.stream(values())
                .filter(system -> wanted.isEmpty() || wanted.contains(system.label))
                .collect(Collectors.toList());
    }

    /**
     * Learns a texture.
     *
     * @param folder for files, empty
     * @param training how networks are trained
     */
    LearnedTexture learn(TextureSound sound, long seed, Path folder, Training training)
            throws IOException, InterruptedException {
        return switch (this) {
            case FLOOR -> new RealSound(sound);
            case COPY -> new CopiedSound(LearnedFrames.of(sound.learned()));
            case VAR -> Autoregression.learn(sound, 1, false);
            case VAR_RUNS -> Autoregression.learn(sound, RUN, true);
            case DENSITY, BANK -> TrainedNetwork.learn(sound, label, seed, folder, training);
        };
    }

    /**
     * How networks are trained.
     *
     * @param threads of the processor
     * @param steps 0: as many as they have by default
     */
    public record Training(int threads, long steps) {}

    /** The learned half as it is; its frames are the other's, which nobody learned. */
    private record RealSound(TextureSound sound) implements LearnedTexture {
        @Override
        public double trainingSeconds() {
            return 0;
        }

        @Override
        public SampleReader open(long seed, double seconds) {
            return sound.learned().reader();
        }

        @Override
        public FrameMatrix frames(long seed, double seconds) throws IOException {
            return LearnedFrames.of(sound.heldOut());
        }
    }

    /** The learned half through its features. */
    private record CopiedSound(FrameMatrix learned) implements LearnedTexture {
        @Override
        public double trainingSeconds() {
            return 0;
        }

        @Override
        public SampleReader open(long seed, double seconds) {
            return VocoderType.auto(LearnedFrames.SPEC).reader(learned, LearnedFrames.SPEC, seed);
        }

        @Override
        public FrameMatrix frames(long seed, double seconds) {
            return learned;
        }
    }
}
