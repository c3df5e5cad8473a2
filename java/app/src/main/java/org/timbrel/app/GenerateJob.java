// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.vocoder.VocoderSettings;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.FrameStream;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.train.Checkpoint;

/**
 * Makes new textures with a trained network: all of them at once, each frame rendered and written
 * as soon as it is made, in memory that does not grow with their length.
 */
public final class GenerateJob {

    /** Steps that one call of the generator makes. */
    private static final int CHUNK_STEPS = 64;

    /** What a stream without a primer needs to find its way into the texture. */
    private static final double WARM_UP_SECONDS = 4;

    private final Path model;
    private final Settings settings;

    /**
     * How to generate.
     *
     * @param seconds of sound each; 0: {@code steps} counts
     * @param steps of the network; 0: {@code seconds} counts
     * @param primer that the textures go on from; null: none
     * @param temperature 1: as learned; lower: nearer to what is likely
     * @param conditions which of the model's sounds are heard: {@code rain}, {@code
     *     rain=0.3,fire=0.7}, or several of these as keyframes, {@code 10:fire}; none: the first
     * @param curves what is done to the frames
     * @param seed texture k of a seed is always the same
     * @param vocoder that renders the frames
     * @param compute what generates
     * @param force whether outputs that exist are replaced
     */
    public record Settings(
            double seconds,
            long steps,
            Primer primer,
            double temperature,
            List<String> conditions,
            FrameCurves curves,
            long seed,
            VocoderRequest vocoder,
            ComputeSettings compute,
            boolean force) {

        /** Ten seconds of the texture as it was learned. */
        public static final Settings DEFAULTS =
                new Settings(
                        10,
                        0,
                        null,
                        1,
                        List.of(),
                        FrameCurves.NONE,
                        1,
                        VocoderRequest.AUTO,
                        ComputeSettings.DEFAULTS,
                        false);

        public Settings {
            conditions = List.copyOf(conditions);
        }

        /** The same with another length. */
        public Settings seconds(double value) {
            return new Settings(
                    value,
                    0,
                    primer,
                    temperature,
                    conditions,
                    curves,
                    seed,
                    vocoder,
                    compute,
                    force);
        }

        /** The same with other sounds. */
        public Settings conditions(List<String> value) {
            return new Settings(
                    seconds,
                    steps,
                    primer,
                    temperature,
                    value,
                    curves,
                    seed,
                    vocoder,
                    compute,
                    force);
        }

        /** The same with another seed. */
        public Settings seed(long value) {
            return new Settings(
                    seconds,
                    steps,
                    primer,
                    temperature,
                    conditions,
                    curves,
                    value,
                    vocoder,
                    compute,
                    force);
        }

        /** The same by something else. */
        public Settings compute(ComputeSettings value) {
            return new Settings(
                    seconds,
                    steps,
                    primer,
                    temperature,
                    conditions,
                    curves,
                    seed,
                    vocoder,
                    value,
                    force);
        }

        /** The same, replacing what exists. */
        public Settings forced() {
            return new Settings(
                    seconds,
                    steps,
                    primer,
                    temperature,
                    conditions,
                    curves,
                    seed,
                    vocoder,
                    compute,
                    true);
        }
    }

    /**
     * What textures go on from.
     *
     * @param file a sound or feature file
     * @param seconds how much of its beginning, above 0
     * @param kept whether it is heard in the outputs before what is new
     */
    public record Primer(Path file, double seconds, boolean kept) {}

    /**
     * A texture.
     *
     * @param output a 16-bit WAV file, or features
     * @param seconds of sound in it
     * @param limitedSeconds of it that were turned down by more than 1 dB to stay below full scale
     */
    public record Generated(Path output, double seconds, double limitedSeconds) {}

    /**
     * @param model a checkpoint
     */
    public GenerateJob(Path model, Settings settings) {
        this.model = model;
        this.settings = settings;
    }

    /**
     * Writes one texture an output. When the calling thread is interrupted, the files end with what
     * was made until then.
     *
     * @param outputs names in .wav or .npz
     * @throws IOException if the model or the primer cannot be used
     * @throws IllegalArgumentException if the temperature is outside its range, or a condition is
     *     none or names a sound that is not there
     */
    public JobReport<Generated> run(List<Path> outputs, Progress progress) throws IOException {
        for (Path output : outputs) {
            OutputFile.check(output, settings.force());
        }
        Checkpoint checkpoint = Checkpoint.read(model);
        ModelFeatures features = features(checkpoint);
        FeatureSpec spec = features.spec();
        Conditions conditions = conditions(checkpoint, features, progress);
        PrimerFrames primer = PrimerFrames.read(settings.primer(), spec);
        long samples = primer.keptSamples() + samples(spec, checkpoint.framesPerStep());
        for (Path output : outputs) {
            if (!output.toString().endsWith(TextureWriters.FEATURES)) {
                SoundOutput.requireRoom(output, samples, spec.sampleRateHz());
            }
        }
        try (Device device = settings.compute().open();
                Generator generator =
                        new Generator(device, checkpoint, outputs.size(), RangeClamp.DEFAULT)) {
            long warmUp = primer.frames() > 0 ? 0 : warmUpFrames(generator, spec);
            List<TextureStream> streams = new ArrayList<>();
            for (int k = 0; k < outputs.size(); k++) {
                FrameStream stream =
                        generator.open(
                                settings.seed(),
                                k,
                                Sampling.at((float) settings.temperature()),
                                conditions.weights(warmUp, spec.framesPerSecond()));
                if (primer.frames() > 0) {
                    stream.prime(primer.values());
                }
                streams.add(
                        new TextureStream(
                                stream,
                                new TextureLevels(
                                        features, checkpoint.normalisation(), checkpoint.texture()),
                                conditions.weights(0, spec.framesPerSecond()),
                                new ShapedFrames(settings.curves(), spec)));
            }
            float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
            for (long made = -warmUp; made < 0; made += chunkFrames(generator)) {
                generator.advance(CHUNK_STEPS);
                for (TextureStream stream : streams) {
                    stream.copy(made, chunk);
                }
            }
            return write(generator, streams, primer, outputs, spec, samples, progress);
        }
    }

    private static int chunkFrames(Generator generator) {
        return CHUNK_STEPS * generator.framesPerStep();
    }

    /** Whole chunks. */
    private static long warmUpFrames(Generator generator, FeatureSpec spec) {
        int chunk = chunkFrames(generator);
        return (long) Math.ceil(WARM_UP_SECONDS * spec.framesPerSecond() / chunk) * chunk;
    }

    private Conditions conditions(
            Checkpoint checkpoint, ModelFeatures features, Progress progress) {
        List<String> sounds = checkpoint.texture() != null ? features.sounds() : List.of();
        if (settings.conditions().isEmpty() && sounds.size() > 1) {
            progress.note(
                    "%s has the sounds %s, and %s is heard: --condition chooses"
                            .formatted(model, String.join(", ", sounds), sounds.get(0)));
        }
        return Conditions.of(settings.conditions(), sounds);
    }

    private ModelFeatures features(Checkpoint checkpoint) throws IOException {
        try {
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
        } catch (IOException e) {
            throw new InputException(model, e);
        }
    }

    private long frames(FeatureSpec spec, int framesPerStep) {
        return settings.steps() > 0
                ? Math.multiplyExact(settings.steps(), framesPerStep)
                : (long) Math.ceil(settings.seconds() * spec.framesPerSecond());
    }

    private long samples(FeatureSpec spec, int framesPerStep) {
        return settings.steps() > 0
                ? frames(spec, framesPerStep) * spec.hopSamples()
                : Math.round(settings.seconds() * spec.sampleRateHz());
    }

    private JobReport<Generated> write(
            Generator generator,
            List<TextureStream> streams,
            PrimerFrames primer,
            List<Path> outputs,
            FeatureSpec spec,
            long samples,
            Progress progress)
            throws IOException {
        long frames = frames(spec, generator.framesPerStep());
        AtomicLong made = new AtomicLong();
        long startNanos = System.nanoTime();
        progress.start(
                "generate",
                frames,
                () -> {
                    double seconds = made.get() / spec.framesPerSecond();
                    double elapsed = (System.nanoTime() - startNanos) * 1e-9;
                    return String.format(
                            Locale.ROOT,
                            "%.0f s of sound, %,.1f × real time",
                            seconds,
                            outputs.size() * seconds / elapsed);
                });
        VocoderSettings vocoder = settings.vocoder().settings(spec, settings.seed());
        try (TextureWriters writers =
                new TextureWriters(
                        model, outputs, spec, settings, vocoder, samples, primer.unheard())) {
            float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
            boolean interrupted = false;
            for (int k = 0; k < streams.size() && primer.lead() > 0; k++) {
                float[] lead = streams.get(k).shaped(primer.leadValues(), primer.lead());
                interrupted |= !writers.put(k, lead, primer.lead());
            }
            while (!interrupted && made.get() < frames && writers.anyOpen()) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    break;
                }
                generator.advance(CHUNK_STEPS);
                long count = Math.min(frames - made.get(), chunkFrames(generator));
                for (int k = 0; k < streams.size(); k++) {
                    streams.get(k).copy(made.get(), chunk);
                    interrupted |= !writers.put(k, chunk, (int) count);
                }
                made.addAndGet(count);
                progress.advance(count);
            }
            return writers.finish(interrupted);
        } finally {
            progress.finish();
        }
    }
}
