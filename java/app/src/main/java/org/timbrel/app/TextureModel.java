// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.app.music.MusicModel;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.filter.LookAheadLimiter;
import org.timbrel.audio.vocoder.VocoderStream;
import org.timbrel.audio.vocoder.VocoderType;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.generate.SoundWeights;
import org.timbrel.nn.train.Checkpoint;

/**
 * A network that makes sounds, read once for any number of streams and threads. A stream of it has
 * frames, made by a {@link #generator}, and a {@link #voice} that makes them sound.
 *
 * <p>A stream begins with {@link #warmUpFrames} that are not heard: it finds its way into the
 * texture. Its time, 0 s, begins behind them.
 */
public final class TextureModel {

    /** What a stream without a primer needs to find its way into the texture. */
    private static final double WARM_UP_SECONDS = 4;

    /** A warm-up has whole chunks of so many steps. */
    static final int CHUNK_STEPS = 64;

    private final Checkpoint checkpoint;
    private final ModelFeatures features;

    private TextureModel(Checkpoint checkpoint, ModelFeatures features) {
        this.checkpoint = checkpoint;
        this.features = features;
    }

    /**
     * Reads a model.
     *
     * @param file a checkpoint
     * @throws InputException if it is of music, or does not fit together
     * @throws IOException if it cannot be read
     */
    public static TextureModel read(Path file) throws IOException {
        Checkpoint checkpoint = Checkpoint.read(file);
        try {
            if (MusicModel.isMusic(checkpoint.features())) {
                throw new IOException("makes music, not sounds");
            }
            return new TextureModel(checkpoint, features(checkpoint));
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    private static ModelFeatures features(Checkpoint checkpoint) throws IOException {
        ModelFeatures features = ModelFeatures.of(checkpoint.features());
        if (features.spec().vectorSize() != checkpoint.normalisation().dims()) {
            throw new IOException(
                    "its frames have %d values, but its features %d"
                            .formatted(
                                    checkpoint.normalisation().dims(),
                                    features.spec().vectorSize()));
        }
        int sounds = checkpoint.texture() != null ? checkpoint.texture().sounds() : 0;
        if (sounds > 0 && features.sounds().size() != sounds) {
            throw new IOException(
                    "it has %d sounds, but its features name %d"
                            .formatted(sounds, features.sounds().size()));
        }
        return features;
    }

    /** What its frames are. */
    public FeatureSpec spec() {
        return features.spec();
    }

    /** Names of the sounds that it tells apart, in the order of their numbers; empty: none. */
    public List<String> sounds() {
        return checkpoint.texture() != null ? features.sounds() : List.of();
    }

    /** Weights of the network. */
    public long parameters() {
        return checkpoint.network().parameterCount();
    }

    /** Frames that one step of the network makes. */
    public int framesPerStep() {
        return checkpoint.framesPerStep();
    }

    /** Frames before the first that is heard: a whole number of steps. */
    public long warmUpFrames() {
        int chunk = CHUNK_STEPS * framesPerStep();
        return (long) Math.ceil(WARM_UP_SECONDS * spec().framesPerSecond() / chunk) * chunk;
    }

    /** Frames that a sound needs, at least: the last may be heard in part. */
    public long frames(double seconds) {
        return (long) Math.ceil(seconds * spec().framesPerSecond());
    }

    /** Samples of a sound. */
    public long samples(double seconds) {
        return Math.round(seconds * spec().sampleRateHz());
    }

    /**
     * The network on a device; the caller closes it.
     *
     * @param slots streams at once at most
     * @throws IOException if the checkpoint does not hold the weights
     */
    public Generator generator(Device device, int slots) throws IOException {
        return new Generator(device, checkpoint, slots, RangeClamp.DEFAULT);
    }

    /**
     * What the sounds are to weigh, as users write it: {@code rain}, or {@code rain=0.3,fire=0.7}.
     *
     * @return [C], 1 together
     * @throws IllegalArgumentException if it is none, or names a sound that is not there, with
     *     those that are
     */
    public double[] shares(String condition) {
        return Conditions.shares(condition, sounds());
    }

    /**
     * The same for every frame of a stream that begins with the warm-up; one thread's.
     *
     * @param sounds [C] shares over the time of what is heard, C at least 1
     */
    public SoundWeights weights(Curve sounds) {
        return weights(sounds, warmUpFrames());
    }

    /**
     * @param first frame of the stream that is heard
     */
    SoundWeights weights(Curve sounds, long first) {
        return new CurveWeights(sounds, first, spec().framesPerSecond());
    }

    /** What becomes of a stream's frames before they are rendered. */
    TextureFrames frames(Curve sounds, FrameCurves curves) {
        return new TextureFrames(
                new TextureLevels(features, checkpoint.normalisation(), checkpoint.texture()),
                weights(sounds, 0),
                new ShapedFrames(curves, spec()));
    }

    /**
     * What makes a stream's frames sound.
     *
     * @param seed of the stream
     * @param stream which of the seed's
     * @param sounds [C] shares over the time of what is heard, C at least 1
     * @param seconds of sound; infinite: until nobody pushes frames any more
     * @throws IllegalArgumentException if frames of this model cannot be made into sound
     */
    public TextureVoice voice(
            long seed, long stream, Curve sounds, FrameCurves curves, double seconds) {
        VocoderType type = VocoderType.auto(spec());
        return new TextureVoice(
                frames(sounds, curves),
                new VocoderStream(type.open(spec(), noiseSeed(seed, stream))),
                new LookAheadLimiter(spec().sampleRateHz()),
                -warmUpFrames(),
                samples(seconds));
    }

    /** Of what is random in a stream's sound: the same however many there are beside it. */
    static long noiseSeed(long seed, long stream) {
        return seed * 1_000_003 + stream;
    }
}
