// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.vocoder.VocoderType;

/** Turns a feature file into a sound. */
public final class RenderJob {

    private final VocoderType vocoder;
    private final long seed;
    private final boolean force;

    /**
     * A sound that was rendered.
     *
     * @param output a 16-bit WAV file
     * @param vocoder that rendered it
     * @param seconds frames times hop
     */
    public record Rendered(Path output, String vocoder, double seconds) {}

    /**
     * @param vocoder null: what suits the features
     * @param seed of what is random in it
     * @param force whether an output that exists is replaced
     */
    public RenderJob(VocoderType vocoder, long seed, boolean force) {
        this.vocoder = vocoder;
        this.seed = seed;
        this.force = force;
    }

    /**
     * Renders {@code input}, a file that extract or generate wrote.
     *
     * @throws IOException if it cannot be read, made into sound, or written
     */
    public Rendered run(Path input, Path output, Progress progress) throws IOException {
        OutputFile.check(output, force);
        Features features = features(input);
        FeatureSpec spec = features.spec();
        VocoderType type = type(vocoder, spec);
        progress.start("render", features.frames(), () -> seconds(features.durationSeconds()));
        try (SampleReader sound = open(type, features, seed)) {
            MeteredReader metered =
                    new MeteredReader(
                            sound, (count, rate) -> progress.advance(count / spec.hopSamples()));
            OutputFile.write(
                    output, force, path -> WavWriter.write(path, metered, WavEncoding.PCM_16));
        } finally {
            progress.finish();
        }
        return new Rendered(output, type.label(), features.durationSeconds());
    }

    private static Features features(Path input) throws IOException {
        try {
            return FeatureFile.read(input);
        } catch (IOException e) {
            throw new InputException(input, e);
        }
    }

    private static SampleReader open(VocoderType type, Features features, long seed)
            throws IOException {
        try {
            return type.reader(features.vectors(), features.spec(), seed);
        } catch (IllegalArgumentException e) {
            throw new AudioFormatException(e.getMessage(), e);
        }
    }

    /** What was asked for, or what suits the features. */
    static VocoderType type(VocoderType asked, FeatureSpec spec) {
        return asked == null ? VocoderType.auto(spec) : asked;
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.0f s of sound", seconds);
    }
}
