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
     * @param primer a sound or feature file that the textures go on from; null: none
     * @param primerSeconds how much of its beginning
     * @param temperature 1: as learned; lower: nearer to what is likely
     * @param seed texture k of a seed is always the same
     * @param vocoder that renders the frames
     * @param compute what generates
     * @param force whether outputs that exist are replaced
     */
    public record Settings(
            double seconds,
            long steps,
            Path primer,
            double primerSeconds,
            double temperature,
            long seed,
            VocoderRequest vocoder,
            ComputeSettings compute,
            boolean force) {

        /** Ten seconds of the texture as it was learned. */
        public static final Settings DEFAULTS =
                new Settings(
                        10, 0, null, 5, 1, 1, VocoderRequest.AUTO, ComputeSettings.DEFAULTS, false);

        /** The same with another length. */
        public Settings seconds(double value) {
            return new Settings(
                    value, 0, primer, primerSeconds, temperature, seed, vocoder, compute, force);
        }

        /** The same with another seed. */
        public Settings seed(long value) {
            return new Settings(
                    seconds,
                    steps,
                    primer,
                    primerSeconds,
                    temperature,
                    value,
                    vocoder,
                    compute,
                    force);
        }

        /** The same, replacing what exists. */
        public Settings forced() {
            return new Settings(
                    seconds,
                    steps,
                    primer,
                    primerSeconds,
                    temperature,
                    seed,
                    vocoder,
                    compute,
                    true);
        }
    }

    /**
     * A texture.
     *
     * @param output a 16-bit WAV file, or features
     * @param seconds of sound in it
     * @param clipped samples that were beyond full scale
     */
    public record Generated(Path output, double seconds, long clipped) {}

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
     * @throws IllegalArgumentException if the temperature is outside its range
     */
    public JobReport<Generated> run(List<Path> outputs, Progress progress) throws IOException {
        for (Path output : outputs) {
            OutputFile.check(output, settings.force());
        }
        Checkpoint checkpoint = Checkpoint.read(model);
        ModelFeatures features = features(checkpoint);
        FeatureSpec spec = features.spec();
        long samples = samples(spec, checkpoint.framesPerStep());
        for (Path output : outputs) {
            if (!output.toString().endsWith(TextureWriters.FEATURES)) {
                SoundOutput.requireRoom(output, samples, spec.sampleRateHz());
            }
        }
        float[] primer = settings.primer() == null ? new float[0] : primer(spec);
        try (Device device = settings.compute().open();
                Generator generator =
                        new Generator(device, checkpoint, outputs.size(), RangeClamp.DEFAULT)) {
            List<TextureStream> streams = new ArrayList<>();
            for (int k = 0; k < outputs.size(); k++) {
                FrameStream stream =
                        generator.open(
                                settings.seed(), k, Sampling.at((float) settings.temperature()));
                if (primer.length > 0) {
                    stream.prime(primer);
                }
                streams.add(
                        new TextureStream(
                                stream, new TextureLevels(features, checkpoint.normalisation())));
            }
            if (primer.length == 0) {
                warmUp(generator, streams, spec);
            }
            return write(generator, streams, outputs, spec, samples, progress);
        }
    }

    /** A stream, and what keeps it level. */
    private record TextureStream(FrameStream frames, TextureLevels levels) {

        void copy(float[] chunk) {
            levels.keep(chunk, frames.copyFrames(chunk));
        }
    }

    private static void warmUp(Generator generator, List<TextureStream> streams, FeatureSpec spec) {
        float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
        double frames = WARM_UP_SECONDS * spec.framesPerSecond();
        for (int made = 0; made < frames; made += CHUNK_STEPS * generator.framesPerStep()) {
            generator.advance(CHUNK_STEPS);
            streams.forEach(stream -> stream.copy(chunk));
        }
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
            return features;
        } catch (IOException e) {
            throw new InputException(model, e);
        }
    }

    /** The beginning of the primer, [frames, vectorSize]. */
    private float[] primer(FeatureSpec spec) throws IOException {
        Path file = settings.primer();
        try {
            double most = Math.ceil(settings.primerSeconds() * spec.framesPerSecond());
            return TrainingData.beginning(file, spec, (int) Math.min(Integer.MAX_VALUE, most))
                    .values();
        } catch (IOException e) {
            throw new InputException(file, e);
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
                new TextureWriters(model, outputs, spec, settings, vocoder, samples)) {
            float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
            boolean interrupted = false;
            while (made.get() < frames && writers.anyOpen()) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    break;
                }
                generator.advance(CHUNK_STEPS);
                long count =
                        Math.min(
                                frames - made.get(),
                                (long) CHUNK_STEPS * generator.framesPerStep());
                for (int k = 0; k < streams.size(); k++) {
                    streams.get(k).copy(chunk);
                    interrupted |= !writers.put(k, chunk, (int) count);
                }
                made.addAndGet(count);
                progress.advance(count);
                if (interrupted) {
                    break;
                }
            }
            return writers.finish(interrupted);
        } finally {
            progress.finish();
        }
    }
}
