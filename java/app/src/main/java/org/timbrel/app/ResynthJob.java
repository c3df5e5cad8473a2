// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.vocoder.VocoderType;

/** Takes a sound apart and puts it together again: how much of it the features keep. */
public final class ResynthJob {

    private final FeatureSpec spec;
    private final VocoderType vocoder;
    private final long seed;
    private final boolean force;

    /**
     * A copy.
     *
     * @param output a 16-bit WAV file, as long as the original
     * @param vocoder that made it
     * @param comparison of the copy with the original, at the spec's rate
     */
    public record Copy(Path output, String vocoder, Comparison comparison) {}

    /**
     * @param spec of the features in between
     * @param vocoder null: what suits the spec
     * @param seed of what is random in it
     * @param force whether an output that exists is replaced
     */
    public ResynthJob(FeatureSpec spec, VocoderType vocoder, long seed, boolean force) {
        this.spec = spec;
        this.vocoder = vocoder;
        this.seed = seed;
        this.force = force;
    }

    /**
     * Copies a sound through its features.
     *
     * @throws IOException if it cannot be read, made into sound, or written
     */
    public Copy run(Path input, Path output, Progress progress) throws IOException {
        OutputFile.check(output, force);
        VocoderType type = RenderJob.type(vocoder, spec);
        progress.start("resynth", 4, () -> input.getFileName().toString());
        try {
            AudioClip original = SoundFile.read(input, spec.sampleRateHz());
            progress.advance(1);
            AudioClip copy;
            try {
                copy = copy(original, type);
            } catch (IOException e) {
                throw new InputException(input, e);
            }
            progress.advance(1);
            OutputFile.write(
                    output,
                    force,
                    path -> WavWriter.write(path, copy.reader(), WavEncoding.PCM_16));
            progress.advance(1);
            return new Copy(output, type.label(), Comparison.of(original, copy));
        } finally {
            progress.finish();
        }
    }

    private AudioClip copy(AudioClip original, VocoderType type) throws IOException {
        Features features = new FeatureExtractor(spec).extract(original.reader());
        try {
            return new AudioClip(
                    type.render(features.vectors(), spec, seed, original.samples().length),
                    spec.sampleRateHz());
        } catch (IllegalArgumentException e) {
            throw new AudioFormatException(e.getMessage(), e);
        }
    }
}
