// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.io.SampleReader;

/**
 * Passes samples on and takes the texture statistics of each whole segment and the pitch on their
 * way.
 */
final class Segmenter implements SampleReader {

    private final SampleReader source;
    private final CochlearBank bank;
    private final float[] segment;
    private final VoicedFrames.Listener listener;
    private final List<TextureStatistics> segments = new ArrayList<>();
    private int filled;
    private long samples;
    private float peak;

    Segmenter(SampleReader source) {
        this.source = source;
        bank = new CochlearBank(source.sampleRateHz());
        segment = new float[bank.segmentSamples()];
        listener = new VoicedFrames.Listener(source.sampleRateHz());
    }

    /** What is left over at the end is not used. */
    List<TextureStatistics> segments() {
        return segments;
    }

    long samples() {
        return samples;
    }

    float peak() {
        return peak;
    }

    /** After the last sample. */
    VoicedFrames voicedFrames() throws IOException {
        return listener.end();
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        int read = source.read(out, offset, length);
        if (read > 0) {
            listener.add(out, offset, read);
        }
        for (int done = 0; done < read; ) {
            int count = Math.min(read - done, segment.length - filled);
            System.arraycopy(out, offset + done, segment, filled, count);
            for (int i = filled; i < filled + count; i++) {
                peak = Math.max(peak, Math.abs(segment[i]));
            }
            done += count;
            filled += count;
            if (filled == segment.length) {
                segments.add(TextureStatistics.of(segment, 0, bank));
                filled = 0;
            }
        }
        samples += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
