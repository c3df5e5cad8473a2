// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.vocoder.FrameSource;
import org.timbrel.audio.vocoder.VocoderReader;
import org.timbrel.audio.vocoder.VocoderType;

/** Frames as sound, made while it is read where the vocoder streams. */
final class FrameSound implements SampleReader {

    private final Path from;
    private final SampleReader sound;

    private FrameSound(Path from, SampleReader sound) {
        this.from = from;
        this.sound = sound;
    }

    /**
     * The sound of all frames: frames times hop samples.
     *
     * @param from the file whose frames they are, to be named where they cannot be made into sound:
     *     here or by the reader
     */
    static SampleReader open(
            Path from, VocoderType type, FrameSource frames, FeatureSpec spec, long seed)
            throws IOException {
        return open(from, type, frames, spec, seed, -1);
    }

    /**
     * As above, for a sound whose length is known.
     *
     * @param samples at least 0; -1 for frames times hop
     */
    static SampleReader open(
            Path from,
            VocoderType type,
            FrameSource frames,
            FeatureSpec spec,
            long seed,
            long samples)
            throws IOException {
        try {
            return new FrameSound(from, reader(type, frames, spec, seed, samples));
        } catch (IllegalArgumentException | AudioFormatException e) {
            throw new InputException(from, new AudioFormatException(e.getMessage(), e));
        }
    }

    private static SampleReader reader(
            VocoderType type, FrameSource frames, FeatureSpec spec, long seed, long samples)
            throws IOException {
        if (type.streams()) {
            return new VocoderReader(type.open(spec, seed), frames, samples);
        }
        FrameMatrix all = all(frames, spec.vectorSize());
        return samples < 0 ? type.reader(all, spec, seed) : type.reader(all, spec, seed, samples);
    }

    @Override
    public int sampleRateHz() {
        return sound.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        try {
            return sound.read(out, offset, length);
        } catch (AudioFormatException e) {
            throw new InputException(from, e);
        }
    }

    @Override
    public void close() throws IOException {
        sound.close();
    }

    private static FrameMatrix all(FrameSource frames, int dims) throws IOException {
        float[] all = new float[1024 * dims];
        float[] frame = new float[dims];
        int count = 0;
        while (frames.next(frame)) {
            if ((count + 1) * dims > all.length) {
                all = Arrays.copyOf(all, Math.multiplyExact(2, all.length));
            }
            System.arraycopy(frame, 0, all, count * dims, dims);
            count++;
        }
        return new FrameMatrix(Arrays.copyOf(all, count * dims), count, dims);
    }
}
