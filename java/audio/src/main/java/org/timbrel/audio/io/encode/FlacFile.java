// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleBlocks;

/** A whole sound as a FLAC file in memory: 16 bits, mono, what is beyond -1..1 clipped. */
public final class FlacFile {

    private FlacFile() {}

    /**
     * Encodes the whole of it.
     *
     * @throws AudioFormatException if there are no samples, or one is NaN or infinite
     * @throws IOException if FFmpeg cannot be loaded, or cannot encode at this rate
     */
    public static byte[] encode(AudioClip clip) throws IOException {
        float[] samples = clip.samples();
        if (samples.length == 0) {
            throw new AudioFormatException("no sound: 0 samples");
        }
        SampleBlocks.requireFinite(samples, 0, samples.length, 0, clip.sampleRateHz());
        FlacCodec codec = new FlacCodec(clip.sampleRateHz(), samples.length, 0);
        try {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            codec.encode(samples, 0, samples.length, frames);
            codec.finish(frames);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            file.writeBytes(codec.lastHeader());
            file.writeBytes(frames.toByteArray());
            return file.toByteArray();
        } finally {
            codec.close();
        }
    }
}
