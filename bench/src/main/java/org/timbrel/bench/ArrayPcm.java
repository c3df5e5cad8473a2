// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench;

import be.tarsos.dsp.io.TarsosDSPAudioFloatConverter;
import be.tarsos.dsp.io.TarsosDSPAudioFormat;
import be.tarsos.dsp.io.TarsosDSPAudioInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Float PCM from memory for TarsosDSP's dispatcher, at no cost but the copy. */
final class ArrayPcm implements TarsosDSPAudioInputStream {

    private final byte[] pcm;
    private final int rateHz;
    private int position;

    ArrayPcm(byte[] pcm, int rateHz) {
        this.pcm = pcm;
        this.rateHz = rateHz;
    }

    static byte[] encode(float[] samples) {
        ByteBuffer bytes =
                ByteBuffer.allocate(samples.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(samples);
        return bytes.array();
    }

    @Override
    public int read(byte[] out, int offset, int length) {
        int n = Math.min(length, pcm.length - position);
        if (n == 0) {
            return -1;
        }
        System.arraycopy(pcm, position, out, offset, n);
        position += n;
        return n;
    }

    @Override
    public TarsosDSPAudioFormat getFormat() {
        return new TarsosDSPAudioFormat(
                TarsosDSPAudioFloatConverter.PCM_FLOAT,
                rateHz,
                Float.SIZE,
                1,
                Float.BYTES,
                rateHz,
                false);
    }

    @Override
    public long skip(long bytes) {
        return 0;
    }

    @Override
    public long getFrameLength() {
        return pcm.length / Float.BYTES;
    }

    @Override
    public void close() {}
}
