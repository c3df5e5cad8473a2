// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.timbrel.audio.features.FeatureReader;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.vocoder.FrameSource;
import org.timbrel.audio.vocoder.VocoderSettings;
import org.timbrel.audio.vocoder.VocoderType;

/** Turns a feature file into a sound. */
public final class RenderJob {

    private final VocoderRequest vocoder;
    private final long seed;
    private final boolean force;

    /**
     * A sound that was rendered.
     *
     * @param output a 16-bit WAV file
     * @param vocoder that rendered it
     * @param seconds frames times hop, or what there was when it was interrupted
     * @param clipped samples that were beyond full scale
     * @param interrupted whether it ends before the features do
     */
    public record Rendered(
            Path output, String vocoder, double seconds, long clipped, boolean interrupted) {}

    /**
     * @param seed of what is random in it
     * @param force whether an output that exists is replaced
     */
    public RenderJob(VocoderRequest vocoder, long seed, boolean force) {
        this.vocoder = vocoder;
        this.seed = seed;
        this.force = force;
    }

    /**
     * Renders {@code input}, a file that extract or generate wrote, in memory that does not grow.
     * When the calling thread is interrupted, the file ends where the sound was then.
     *
     * @throws IOException if it cannot be read, made into sound, or written
     */
    public Rendered run(Path input, Path output, Progress progress) throws IOException {
        OutputFile.check(output, force);
        try (FeatureReader features = open(input)) {
            FeatureSpec spec = features.spec();
            long samples = (long) features.frames() * spec.hopSamples();
            SoundOutput.requireRoom(output, samples, spec.sampleRateHz());
            VocoderType type = type(input, spec);
            VocoderSettings settings = vocoder.settings(spec, seed);
            progress.start("render", samples, () -> seconds(features.durationSeconds()));
            FrameSource frames = vector -> next(features, vector, input);
            try (StoppableReader sound =
                    new StoppableReader(
                            new MeteredReader(
                                    FrameSound.open(input, type, frames, spec, settings),
                                    (count, rate) -> progress.advance(count)),
                            samples)) {
                WavWriter.Written written =
                        StoppableWork.run(
                                () -> SoundOutput.write(output, force, sound), sound::stop);
                return new Rendered(
                        output,
                        type.label(),
                        (double) written.samples() / spec.sampleRateHz(),
                        written.clipped(),
                        sound.isStopped());
            } finally {
                progress.finish();
            }
        }
    }

    /** Goes through the frames once, if they are to say what suits them. */
    private VocoderType type(Path input, FeatureSpec spec) throws IOException {
        try (FeatureReader features = open(input)) {
            return vocoder.type(spec, vector -> next(features, vector, input));
        } catch (AudioFormatException | IllegalArgumentException e) {
            throw new InputException(input, new AudioFormatException(e.getMessage(), e));
        }
    }

    private static FeatureReader open(Path input) throws IOException {
        FeatureReader features;
        try {
            features = FeatureReader.open(input);
        } catch (IOException e) {
            throw new InputException(
                    input,
                    isSound(input) ? new IOException("a sound, not features: extract them", e) : e);
        }
        if (features.frames() == 0) {
            features.close();
            throw new InputException(input, new IOException("holds no frames"));
        }
        return features;
    }

    private static boolean isSound(Path input) {
        try {
            AudioFiles.info(input);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean next(FeatureReader features, float[] vector, Path input)
            throws IOException {
        try {
            return features.next(vector);
        } catch (IOException e) {
            throw new InputException(input, e);
        }
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.0f s of sound", seconds);
    }
}
