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
import org.timbrel.nn.generate.GeneratedChunks;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.model.Sampling;

/**
 * Makes new textures with a trained network: all of them at once, each frame rendered and written
 * as soon as it is made, in memory that does not grow with their length.
 */
public final class GenerateJob {

    /** Steps that one call of the generator makes. */
    private static final int CHUNK_STEPS = TextureModel.CHUNK_STEPS;

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
        TextureModel texture = TextureModel.read(model);
        FeatureSpec spec = texture.spec();
        Keyframes conditions = conditions(texture, progress);
        PrimerFrames primer = PrimerFrames.read(settings.primer(), spec);
        long samples = primer.keptSamples() + samples(texture);
        for (Path output : outputs) {
            if (!output.toString().endsWith(TextureWriters.FEATURES)) {
                SoundOutput.requireRoom(output, samples, spec.sampleRateHz());
            }
        }
        try (Device device = settings.compute().open();
                Generator generator = texture.generator(device, outputs.size())) {
            long warmUp = primer.frames() > 0 ? 0 : texture.warmUpFrames();
            List<Stream> streams = new ArrayList<>();
            for (int k = 0; k < outputs.size(); k++) {
                FrameStream stream =
                        generator.open(
                                settings.seed(),
                                k,
                                Sampling.at((float) settings.temperature()),
                                texture.weights(conditions, warmUp));
                if (primer.frames() > 0) {
                    stream.prime(primer.values());
                }
                streams.add(new Stream(stream, texture.frames(conditions, settings.curves())));
            }
            float[] chunk = new float[generator.chunkValues(CHUNK_STEPS)];
            int chunkFrames = CHUNK_STEPS * generator.framesPerStep();
            long count = warmUp / chunkFrames + (frames(texture) + chunkFrames - 1) / chunkFrames;
            GeneratedChunks chunks = new GeneratedChunks(generator, CHUNK_STEPS, count);
            for (long made = -warmUp; made < 0; made += chunkFrames) {
                chunks.next();
                for (Stream stream : streams) {
                    stream.copy(made, chunk);
                }
            }
            return write(chunks, chunk, streams, primer, outputs, texture, samples, progress);
        }
    }

    /** One of the generator's, and what becomes of its frames. */
    private record Stream(FrameStream made, TextureFrames frames) {

        /**
         * Takes what the generator made last.
         *
         * @param first number of the first frame, from the one that is heard first
         * @param out [frames, vectorSize]
         */
        void copy(long first, float[] out) {
            frames.take(first, out, made.copyFrames(out));
        }
    }

    private Keyframes conditions(TextureModel texture, Progress progress) {
        List<String> sounds = texture.sounds();
        if (settings.conditions().isEmpty() && sounds.size() > 1) {
            progress.note(
                    "%s has the sounds %s, and %s is heard: --condition chooses"
                            .formatted(model, String.join(", ", sounds), sounds.get(0)));
        }
        return Conditions.of(settings.conditions(), sounds);
    }

    private long frames(TextureModel texture) {
        return settings.steps() > 0
                ? Math.multiplyExact(settings.steps(), texture.framesPerStep())
                : texture.frames(settings.seconds());
    }

    private long samples(TextureModel texture) {
        return settings.steps() > 0
                ? frames(texture) * texture.spec().hopSamples()
                : texture.samples(settings.seconds());
    }

    /** chunk: what a stream's frames of a chunk fit in. */
    private JobReport<Generated> write(
            GeneratedChunks chunks,
            float[] chunk,
            List<Stream> streams,
            PrimerFrames primer,
            List<Path> outputs,
            TextureModel texture,
            long samples,
            Progress progress)
            throws IOException {
        FeatureSpec spec = texture.spec();
        long frames = frames(texture);
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
            long chunkFrames = chunk.length / spec.vectorSize();
            boolean interrupted = false;
            for (int k = 0; k < streams.size() && primer.lead() > 0; k++) {
                float[] lead = streams.get(k).frames().shaped(primer.leadValues(), primer.lead());
                interrupted |= !writers.put(k, lead, primer.lead());
            }
            while (!interrupted && made.get() < frames && writers.anyOpen()) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    break;
                }
                chunks.next();
                long count = Math.min(frames - made.get(), chunkFrames);
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
