// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.vocoder.FrameSource;
import org.timbrel.audio.vocoder.VocoderSettings;
import org.timbrel.audio.vocoder.VocoderType;

/** Frames as sound, made while it is read. */
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
            Path from,
            VocoderType type,
            FrameSource frames,
            FeatureSpec spec,
            VocoderSettings settings)
            throws IOException {
        return open(from, type, frames, spec, settings, -1);
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
            VocoderSettings settings,
            long samples)
            throws IOException {
        try {
            return new FrameSound(from, type.reader(frames, spec, settings, samples));
        } catch (IllegalArgumentException e) {
            throw new InputException(from, new AudioFormatException(e.getMessage(), e));
        }
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
}
