// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.music.ConditionCurve;
import org.timbrel.app.music.MusicModel;
import org.timbrel.app.music.MusicStream;
import org.timbrel.app.music.MusicStream.Ending;
import org.timbrel.app.music.Primer;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.generate.GeneratedChunks;
import org.timbrel.nn.generate.Generator;
import org.timbrel.nn.generate.RangeClamp;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.train.Checkpoint;

/** Makes new pieces with a network that learned from MIDI files: all of them at once. */
public final class MusicGenerateJob {

    /** Steps that one call of the generator makes. */
    private static final int CHUNK_STEPS = 64;

    /** Frames a second of music beyond which no more is waited for its time to go on. */
    private static final double MOST_FRAMES_A_SECOND = 1000;

    private static final long LEAST_LIMIT = 4096;

    private final Path model;
    private final Settings settings;

    /**
     * How to generate.
     *
     * @param seconds of new music at most; 0: {@code steps} counts
     * @param steps frames or tokens at most; 0: {@code seconds} counts
     * @param primer that the pieces go on from; null: none
     * @param sampling how frames are drawn
     * @param conditions what the network is told: {@code density=4,style=folk}, or several of these
     *     as keyframes, {@code 30:density=8}
     * @param seed piece k of a seed is always the same
     * @param compute what generates
     * @param force whether outputs that exist are replaced
     */
    public record Settings(
            double seconds,
            long steps,
            GenerateJob.Primer primer,
            Sampling sampling,
            List<String> conditions,
            long seed,
            ComputeSettings compute,
            boolean force) {

        /** Half a minute of music as it was learned. */
        public static final Settings DEFAULTS =
                new Settings(
                        30, 0, null, Sampling.at(1), List.of(), 1, ComputeSettings.DEFAULTS, false);

        public Settings {
            conditions = List.copyOf(conditions);
        }

        /** The same with another length. */
        public Settings seconds(double value) {
            return new Settings(value, 0, primer, sampling, conditions, seed, compute, force);
        }

        /** The same with another seed. */
        public Settings seed(long value) {
            return new Settings(
                    seconds, steps, primer, sampling, conditions, value, compute, force);
        }

        /** The same by something else. */
        public Settings compute(ComputeSettings value) {
            return new Settings(seconds, steps, primer, sampling, conditions, seed, value, force);
        }

        /** The same, replacing what exists. */
        public Settings forced() {
            return new Settings(seconds, steps, primer, sampling, conditions, seed, compute, true);
        }
    }

    /**
     * A piece.
     *
     * @param output a MIDI file, or a 16-bit WAV file
     * @param seconds until its last note is silent
     * @param notes in it, those of a primer that is kept among them
     * @param steps frames or tokens that were made
     * @param ending why it ended: length, end_token or frames
     */
    public record Generated(Path output, double seconds, int notes, long steps, String ending) {}

    /**
     * @param model a checkpoint that learned from MIDI files
     */
    public MusicGenerateJob(Path model, Settings settings) {
        this.model = model;
        this.settings = settings;
    }

    /**
     * Writes one piece an output. When the calling thread is interrupted, the pieces end with what
     * was made until then.
     *
     * @param outputs names in .mid; or .wav, to hear them by the built-in synthesizer
     * @throws IOException if the model or the primer cannot be used
     * @throws IllegalArgumentException if a condition is none, or asks for what the model was not
     *     told
     */
    public JobReport<Generated> run(List<Path> outputs, Progress progress) throws IOException {
        for (Path output : outputs) {
            OutputFile.check(output, settings.force());
        }
        Checkpoint checkpoint = Checkpoint.read(model);
        MusicModel music = music(checkpoint);
        ConditionCurve curve = ConditionCurve.of(settings.conditions(), music.conditions());
        Primer primer =
                settings.primer() == null
                        ? null
                        : MusicPrimer.read(settings.primer(), music.code(), progress);
        boolean timed = settings.steps() == 0;
        double limitSeconds = timed ? settings.seconds() : Double.POSITIVE_INFINITY;
        long limitFrames =
                timed
                        ? LEAST_LIMIT + (long) (MOST_FRAMES_A_SECOND * settings.seconds())
                        : settings.steps();
        try (Device device = settings.compute().open();
                Generator generator =
                        new Generator(
                                device,
                                checkpoint,
                                outputs.size(),
                                RangeClamp.OFF,
                                music.code().grammar())) {
            List<MusicStream> streams = new ArrayList<>();
            for (int k = 0; k < outputs.size(); k++) {
                streams.add(
                        new MusicStream(
                                generator,
                                music,
                                settings.seed(),
                                k,
                                settings.sampling(),
                                curve,
                                primer,
                                primer != null && settings.primer().kept() ? primer.pace() : 1,
                                limitSeconds,
                                limitFrames));
            }
            boolean stopped = make(generator, streams, curve.moves(), progress);
            return write(music, streams, primer, outputs, stopped);
        }
    }

    private MusicModel music(Checkpoint checkpoint) throws InputException {
        try {
            return MusicModel.read(checkpoint);
        } catch (IOException e) {
            throw new InputException(model, e);
        }
    }

    /**
     * Where what is told moves with time, that must be known before every frame.
     *
     * @return whether it was interrupted
     */
    private boolean make(
            Generator generator, List<MusicStream> streams, boolean moves, Progress progress) {
        GeneratedChunks chunks = new GeneratedChunks(generator, CHUNK_STEPS, Long.MAX_VALUE);
        boolean timed = settings.steps() == 0;
        long whole = timed ? Math.round(1000 * settings.seconds()) : settings.steps();
        long startNanos = System.nanoTime();
        progress.start(
                "generate",
                whole,
                () -> {
                    double elapsed = (System.nanoTime() - startNanos) * 1e-9;
                    double seconds = streams.stream().mapToDouble(MusicStream::seconds).sum();
                    return String.format(
                            Locale.ROOT,
                            "%.0f s of music, %,.1f × real time",
                            seconds,
                            seconds / elapsed);
                });
        try {
            long counted = 0;
            while (streams.stream().anyMatch(stream -> stream.ending() == null)) {
                if (Thread.interrupted()) {
                    return true;
                }
                if (moves) {
                    generator.advance(1);
                } else {
                    chunks.next();
                }
                long least = whole;
                for (MusicStream stream : streams) {
                    stream.take(moves ? 1 : CHUNK_STEPS);
                    long done = timed ? Math.round(1000 * stream.seconds()) : stream.count();
                    least = Math.min(least, stream.ending() == null ? done : whole);
                }
                progress.advance(Math.max(0, least - counted));
                counted = Math.max(counted, least);
            }
            return false;
        } finally {
            progress.finish();
        }
    }

    private JobReport<Generated> write(
            MusicModel music,
            List<MusicStream> streams,
            Primer primer,
            List<Path> outputs,
            boolean stopped)
            throws IOException {
        List<Generated> done = new ArrayList<>();
        List<FileFailure> failed = new ArrayList<>();
        double limit = settings.steps() == 0 ? settings.seconds() : Double.POSITIVE_INFINITY;
        for (int k = 0; k < outputs.size(); k++) {
            MusicStream stream = streams.get(k);
            Path output = outputs.get(k);
            Score score = score(music, stream.frames(), primer, limit);
            Ending ending = stream.ending() == null ? Ending.LENGTH : stream.ending();
            try {
                ScoreOutput.write(output, settings.force(), score);
                done.add(
                        new Generated(
                                output,
                                new TempoMap(score).seconds(score.end()),
                                score.noteCount(),
                                stream.count(),
                                ending.name().toLowerCase(Locale.ROOT)));
            } catch (OutputException e) {
                failed.add(new FileFailure(output, e.getCause()));
            }
        }
        return new JobReport<>(done, failed, stopped);
    }

    private Score score(MusicModel music, float[] frames, Primer primer, double limit) {
        if (primer == null) {
            return music.code().limited(frames, limit);
        }
        return settings.primer().kept()
                ? primer.continued(frames, limit)
                : primer.added(frames, limit);
    }
}
