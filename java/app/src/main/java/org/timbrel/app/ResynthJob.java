// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.LongClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.npz.ArraySpool;
import org.timbrel.audio.npz.SpoolException;
import org.timbrel.audio.vocoder.VocoderSettings;
import org.timbrel.audio.vocoder.VocoderType;

/** Takes a sound apart and puts it together again: how much of it the features keep. */
public final class ResynthJob {

    private final FeatureSpec spec;
    private final VocoderRequest vocoder;
    private final long seed;
    private final boolean force;

    /**
     * A copy.
     *
     * @param output a 16-bit WAV file, as long as the original
     * @param vocoder that made it
     * @param clipped samples that were beyond full scale
     * @param comparison of the file with the original, at the spec's rate
     */
    public record Copy(Path output, String vocoder, long clipped, Comparison comparison) {}

    /**
     * @param spec of the features in between
     * @param seed of what is random in it
     * @param force whether an output that exists is replaced
     */
    public ResynthJob(FeatureSpec spec, VocoderRequest vocoder, long seed, boolean force) {
        this.spec = spec;
        this.vocoder = vocoder;
        this.seed = seed;
        this.force = force;
    }

    /**
     * Copies a sound through its features. Memory grows with its length only where it is compared,
     * by about 10 MB a minute.
     *
     * @throws IOException if it cannot be read, made into sound, or written
     */
    public Copy run(Path input, Path output, Progress progress) throws IOException {
        OutputFile.check(output, force);
        VocoderSettings settings = vocoder.settings(spec, seed);
        progress.start("resynth", 3, () -> input.getFileName().toString());
        Path folder = output.toAbsolutePath().getParent();
        try (ArraySpool vectors = ArraySpool.ofRows(folder, spec.vectorSize())) {
            long samples = extract(input, vectors, folder);
            progress.advance(1);
            SoundOutput.requireRoom(output, samples, spec.sampleRateHz());
            VocoderType type = type(input, vectors);
            WavWriter.Written written;
            try (SampleReader sound =
                    FrameSound.open(input, type, vectors.read()::next, spec, settings, samples)) {
                written = SoundOutput.write(output, force, sound);
            }
            progress.advance(1);
            Comparison comparison =
                    new CompareJob(1).run(input, output, spec.sampleRateHz(), Progress.NONE);
            return new Copy(output, type.label(), written.clipped(), comparison);
        } catch (SpoolException e) {
            throw new OutputException(output, e);
        } finally {
            progress.finish();
        }
    }

    private VocoderType type(Path input, ArraySpool vectors) throws IOException {
        try {
            return vocoder.type(spec, vectors.read()::next);
        } catch (AudioFormatException | IllegalArgumentException e) {
            throw new InputException(input, new AudioFormatException(e.getMessage(), e));
        }
    }

    /** How many samples the sound has. */
    private long extract(Path input, ArraySpool vectors, Path folder) throws IOException {
        long[] samples = new long[1];
        try (SampleReader reader =
                new MeteredReader(
                        AudioFiles.open(input, spec.sampleRateHz()),
                        (count, rate) -> samples[0] += count)) {
            LongClip.extract(
                    new FeatureExtractor(spec),
                    reader,
                    folder,
                    (vector, mel, extras) -> vectors.append(vector, 0));
            return samples[0];
        } catch (SpoolException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException(input, e);
        }
    }
}
