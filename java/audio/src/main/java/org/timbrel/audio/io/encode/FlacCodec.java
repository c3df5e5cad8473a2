// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.timbrel.audio.io.Pcm16;

/** FLAC (RFC 9639), 16 bits: a marker, the one block that every file has, then frames. */
final class FlacCodec implements StreamCodec {

    /** A frame is as long as the longest power of two that this many seconds hold. */
    private static final double FRAME_SECONDS = 0.025;

    private static final byte[] MARKER = "fLaC".getBytes(StandardCharsets.US_ASCII);
    private static final int LAST_STREAMINFO = 0x80 << 24;

    /** Where STREAMINFO has the length of the sound, in the lower 36 bits of 64. */
    private static final int LENGTH_AT = 10;

    private static final long MAX_LENGTH = (1L << 36) - 1;

    private final FfmpegEncoder encoder;
    private final byte[] info;
    private ByteBuffer frame;
    private int filled;

    /**
     * @param samples of the whole sound; -1 if unknown
     */
    FlacCodec(int sampleRateHz, long samples) throws IOException {
        this(sampleRateHz, samples, Integer.highestOneBit((int) (FRAME_SECONDS * sampleRateHz)));
    }

    /**
     * As above.
     *
     * @param frameSamples 16..65535; 0 for as many as FFmpeg thinks best, some 100 ms
     */
    FlacCodec(int sampleRateHz, long samples, int frameSamples) throws IOException {
        encoder =
                new FfmpegEncoder(
                        "flac",
                        "FLAC",
                        AV_SAMPLE_FMT_S16,
                        sampleRateHz,
                        codec -> codec.frame_size(frameSamples));
        info = encoder.header();
        if (samples >= 0 && samples <= MAX_LENGTH) {
            ByteBuffer fields = ByteBuffer.wrap(info);
            fields.putLong(LENGTH_AT, (fields.getLong(LENGTH_AT) & ~MAX_LENGTH) | samples);
        }
    }

    @Override
    public byte[] header() {
        return file(info);
    }

    /** The header that knows the whole sound, its length and its checksum, once it has ended. */
    byte[] lastHeader() {
        return file(encoder.header());
    }

    private static byte[] file(byte[] info) {
        return ByteBuffer.allocate(MARKER.length + Integer.BYTES + info.length)
                .put(MARKER)
                .putInt(LAST_STREAMINFO | info.length)
                .put(info)
                .array();
    }

    @Override
    public void encode(float[] samples, int offset, int count, ByteArrayOutputStream out)
            throws IOException {
        for (int k = offset; k < offset + count; k++) {
            if (filled == 0) {
                frame = encoder.samples();
            }
            frame.putShort(Short.BYTES * filled++, Pcm16.of(samples[k]));
            if (filled == encoder.frameSamples()) {
                encodeFrame(out);
            }
        }
    }

    @Override
    public void finish(ByteArrayOutputStream out) throws IOException {
        if (filled > 0) {
            encodeFrame(out);
        }
        encoder.finish(out::writeBytes);
    }

    private void encodeFrame(ByteArrayOutputStream out) throws IOException {
        encoder.encode(filled, out::writeBytes);
        filled = 0;
    }

    @Override
    public void close() {
        encoder.close();
    }
}
