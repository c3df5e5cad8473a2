// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.texture.InnovationBank;
import org.timbrel.nn.texture.LevelMap;
import org.timbrel.nn.texture.Texture;
import org.timbrel.nn.texture.TextureFit;
import org.timbrel.nn.texture.TextureSpec;

/**
 * Frames of the sounds of a texture that was fitted to their training part. A network trained on
 * them predicts clusters of innovations.
 *
 * <pre>{@code
 * TextureDataset data = TextureDataset.fit(frames, TextureSpec.DEFAULT, levels, name -> 0);
 * try (Trainer trainer =
 *         Trainer.begin(device, data.network(1, 128, 0.3f), data, features, spec, folder)) {
 *     trainer.run(TrainingListener.NONE);
 * }
 * }</pre>
 */
public final class TextureDataset {

    private final SequenceDataset frames;
    private final Texture texture;
    private final ToIntFunction<String> sound;

    private TextureDataset(SequenceDataset frames, Texture texture, ToIntFunction<String> sound) {
        this.frames = frames;
        this.texture = texture;
        this.sound = sound;
    }

    /**
     * Fits a texture to the training part. The same arguments give the same texture.
     *
     * @param frames one frame a step
     * @param levels of frames as the files have them, not normalised; {@link LevelMap#NONE}: none
     * @param sound number of a file's sound, by its name; numbers begin at 0 and leave none out
     * @throws InsufficientDataException if a sound has no piece that is longer than the past
     * @throws IllegalArgumentException if frames are grouped
     */
    public static TextureDataset fit(
            SequenceDataset frames,
            TextureSpec spec,
            LevelMap levels,
            ToIntFunction<String> sound) {
        Objects.requireNonNull(sound, "sound");
        if (frames.spec().framesPerStep() != 1) {
            throw new IllegalArgumentException(
                    "framesPerStep is %d, but a texture goes frame by frame: take 1"
                            .formatted(frames.spec().framesPerStep()));
        }
        List<List<float[]>> sounds = new ArrayList<>();
        for (Span span : frames.training()) {
            int number = number(sound, span);
            while (sounds.size() <= number) {
                sounds.add(new ArrayList<>());
            }
            sounds.get(number).add(normalised(frames.normalisation(), span));
        }
        requirePast(spec.past(), frames.dims(), sounds);
        Normalisation scale = frames.normalisation();
        float[] mean = new float[scale.dims()];
        float[] deviation = new float[scale.dims()];
        for (int d = 0; d < mean.length; d++) {
            mean[d] = scale.mean(d);
            deviation[d] = scale.deviation(d);
        }
        LevelMap map = levels.count() == 0 ? levels : levels.ofNormalised(mean, deviation);
        Texture texture = TextureFit.of(spec, scale.dims(), map, sounds);
        return checked(new TextureDataset(frames, texture, sound));
    }

    /**
     * Adds one more sound to a texture that was learned already.
     *
     * @param frames of the new sound, and of the others what there is, so that the network does not
     *     forget them: {@link #replayed} gives some; normalised as the model's are
     * @param texture of the model
     * @param sound number of a file's sound, by its name; the new one's is what there were
     * @throws InsufficientDataException if the new sound has no piece that is longer than the past;
     *     to the fit it is sound 0
     * @throws IllegalArgumentException if the frames are of another kind
     */
    public static TextureDataset extend(
            SequenceDataset frames, Texture texture, ToIntFunction<String> sound) {
        List<float[]> pieces = new ArrayList<>();
        for (Span span : frames.training()) {
            if (number(sound, span) == texture.sounds()) {
                pieces.add(normalised(frames.normalisation(), span));
            }
        }
        requirePast(texture.linear().past(), frames.dims(), List.of(pieces));
        return checked(new TextureDataset(frames, TextureFit.extended(texture, pieces), sound));
    }

    private static void requirePast(int past, int dims, List<List<float[]>> sounds) {
        for (int c = 0; c < sounds.size(); c++) {
            if (sounds.get(c).stream().noneMatch(piece -> piece.length / dims > past)) {
                throw new InsufficientDataException(
                        ("sound %d: no piece is longer than the %d frames that the linear part"
                                        + " looks back at: give a longer sound")
                                .formatted(c, past));
            }
        }
    }

    /**
     * Frames that a texture's bank gives when it is played through once, as it was recorded: what a
     * sound was learned from but for the beginnings of its pieces.
     *
     * @param sound which, 0..C−1
     * @param name of the sequences
     * @return one a piece of the bank, as files have them, not normalised
     */
    public static List<FrameSequence> replayed(
            Texture texture, Normalisation normalisation, int sound, String name) {
        List<FrameSequence> sequences = new ArrayList<>();
        InnovationBank bank = texture.bank();
        int dims = texture.dims();
        int first = 0;
        for (int j = 0; j < bank.size(); j++) {
            if (!bank.ends(j)) {
                continue;
            }
            if (bank.sound(j) == sound) {
                float[] piece =
                        Arrays.copyOfRange(bank.innovations(), first * dims, (j + 1) * dims);
                float[] frames = texture.linear().frames(sound, piece);
                for (int k = 0; k < frames.length; k++) {
                    frames[k] = normalisation.restored(k % dims, frames[k]);
                }
                sequences.add(new FrameSequence(name, frames, j + 1 - first, dims));
            }
            first = j + 1;
        }
        return sequences;
    }

    private static TextureDataset checked(TextureDataset data) {
        for (List<Span> part : List.of(data.frames.validation(), data.frames.test())) {
            part.forEach(data::soundOf);
        }
        return data;
    }

    private static int number(ToIntFunction<String> sound, Span span) {
        int number = sound.applyAsInt(span.source().name());
        if (number < 0) {
            throw new IllegalArgumentException(
                    "%s is of sound %d, below 0".formatted(span.source().name(), number));
        }
        return number;
    }

    /** The frames. */
    public SequenceDataset frames() {
        return frames;
    }

    /**
     * The frames that a sound is learned from, as the files have them.
     *
     * @param sound which, 0..C−1
     * @return copies, under the files' names
     */
    public List<FrameSequence> trainingPieces(int sound) {
        return pieces(frames.training(), sound);
    }

    /** As {@link #trainingPieces}, of those that are held out to validate; there may be none. */
    public List<FrameSequence> validationPieces(int sound) {
        return pieces(frames.validation(), sound);
    }

    private List<FrameSequence> pieces(List<Span> part, int sound) {
        return part.stream()
                .filter(span -> number(this.sound, span) == sound)
                .map(frames::piece)
                .toList();
    }

    /** Fitted to their training part. */
    public Texture texture() {
        return texture;
    }

    /**
     * A plain LSTM that these data can train.
     *
     * @param layers L
     * @param hiddenSize H
     */
    public NetworkSpec network(int layers, int hiddenSize, float dropout) {
        return NetworkSpec.ofTexture(
                texture.inputSize(), texture.bank().clusters(), layers, hiddenSize, dropout);
    }

    int soundOf(Span span) {
        int number = number(sound, span);
        if (number >= texture.sounds()) {
            throw new IllegalArgumentException(
                    "%s is of sound %d, but the training part has sounds 0..%d"
                            .formatted(span.source().name(), number, texture.sounds() - 1));
        }
        return number;
    }

    /** One frame of a span, into {@code to} from {@code at} on. */
    void normalised(Span span, int step, float[] to, int at) {
        Normalisation scale = frames.normalisation();
        int dims = scale.dims();
        int from = (span.firstFrame() + step) * dims;
        for (int d = 0; d < dims; d++) {
            to[at + d] = scale.normalised(d, span.source().values()[from + d]);
        }
    }

    float[] normalised(Span span) {
        return normalised(frames.normalisation(), span);
    }

    private static float[] normalised(Normalisation scale, Span span) {
        int dims = scale.dims();
        float[] values = new float[span.steps() * dims];
        for (int k = 0; k < values.length; k++) {
            int d = k % dims;
            float value = span.source().values()[span.firstFrame() * dims + k];
            values[k] = scale.normalised(d, value);
        }
        return values;
    }
}
