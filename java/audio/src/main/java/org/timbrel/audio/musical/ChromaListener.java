// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.io.IOException;
import java.util.Arrays;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.Stft;

/** Passes samples on and takes the chroma of every frame on their way. */
final class ChromaListener implements SampleReader {

    /** Long enough to tell a third above 80 Hz, four bins apart under a Hann window. */
    private static final double WINDOW_SECONDS = 0.15;

    private final SampleReader source;
    private final Stft stft;
    private final PitchClassPeaks peaks;
    private final int hop;
    private final double[] magnitude;
    private final double[] frame = new double[Chroma.PITCH_CLASSES];
    // Samples from number `base` of the sound on.
    private float[] buffer;
    private long base;
    private int count;
    private long nextFrame;
    private float[] chroma = new float[Chroma.PITCH_CLASSES * 256];
    private int frames;

    ChromaListener(SampleReader source) {
        this.source = source;
        int rateHz = source.sampleRateHz();
        int size = MusicalPortrait.powerOfTwo(WINDOW_SECONDS * rateHz);
        hop = size / 4;
        stft = new Stft(size, hop, size);
        peaks = new PitchClassPeaks(size, rateHz);
        magnitude = new double[stft.bins()];
        buffer = new float[2 * size];
    }

    /** How many samples passed. */
    long samples() {
        return base + count;
    }

    /** After the last sample. */
    Chroma chroma() {
        while (nextFrame < stft.frames(samples())) {
            addFrame();
        }
        return new Chroma(
                Arrays.copyOf(chroma, frames * Chroma.PITCH_CLASSES),
                (double) source.sampleRateHz() / hop);
    }

    @Override
    public int sampleRateHz() {
        return source.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        int read = source.read(out, offset, length);
        if (read > 0) {
            hear(out, offset, read);
        }
        return read;
    }

    private void hear(float[] samples, int offset, int length) {
        for (int done = 0; done < length; ) {
            int part = Math.min(length - done, buffer.length - count);
            System.arraycopy(samples, offset + done, buffer, count, part);
            count += part;
            done += part;
            while (stft.end(nextFrame) <= samples()) {
                addFrame();
            }
            if (count == buffer.length) {
                // What lies before the next frame's window is not needed again.
                int past = (int) Math.max(0, stft.start(nextFrame) - base);
                System.arraycopy(buffer, past, buffer, 0, count - past);
                base += past;
                count -= past;
            }
        }
    }

    private void addFrame() {
        stft.magnitudes(buffer, base, count, nextFrame, magnitude);
        nextFrame++;
        peaks.of(magnitude, frame);
        int at = frames * frame.length;
        if (at == chroma.length) {
            chroma = Arrays.copyOf(chroma, Math.multiplyExact(2, at));
        }
        for (int i = 0; i < frame.length; i++) {
            chroma[at + i] = (float) frame[i];
        }
        frames++;
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
