// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes mono WAV files, block by block, so that memory does not grow with the length. */
public final class WavWriter {

    private static final int BLOCK_SAMPLES = 16_384;
    private static final long MAX_RIFF_BYTES = 0xFFFF_FFFEL;
    private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_IEEE_FLOAT = 3;

    private WavWriter() {}

    /**
     * What was written.
     *
     * @param samples how many
     * @param clipped how many of them were beyond -1..1 and are not now; 0 in floats, which hold
     *     them as they are
     */
    public record Written(long samples, long clipped) {}

    /** How many samples a file can hold: a little under 4 GiB of them. */
    public static long maxSamples(WavEncoding encoding) {
        return maxSamples(encoding, MAX_RIFF_BYTES);
    }

    private static long maxSamples(WavEncoding encoding, long maxRiffBytes) {
        return (maxRiffBytes + 8 - header(encoding, 1, 0).length) / encoding.bytesPerSample();
    }

    /**
     * Writes all that the reader still holds, whole or not at all (see {@link AtomicFile}). Does
     * not close the reader.
     *
     * @throws AudioFormatException if there are no samples, one is NaN or infinite, or they exceed
     *     the 4 GiB of a WAV file
     * @throws IOException if the reader fails or the target cannot be written
     */
    public static Written write(Path target, SampleReader samples, WavEncoding encoding)
            throws IOException {
        return write(target, samples, encoding, MAX_RIFF_BYTES);
    }

    /** As above with the size limit lowered, for tests. */
    static Written write(Path target, SampleReader samples, WavEncoding encoding, long maxRiffBytes)
            throws IOException {
        Written[] written = new Written[1];
        AtomicFile.write(
                target, channel -> written[0] = stream(channel, samples, encoding, maxRiffBytes));
        return written[0];
    }

    private static Written stream(
            FileChannel channel, SampleReader samples, WavEncoding encoding, long maxRiffBytes)
            throws IOException {
        int rate = samples.sampleRateHz();
        long maxSamples = maxSamples(encoding, maxRiffBytes);
        float[] block = new float[BLOCK_SAMPLES];
        ByteBuffer bytes = littleEndian(BLOCK_SAMPLES * encoding.bytesPerSample());
        channel.position(header(encoding, rate, 0).length);
        long total = 0;
        long clipped = 0;
        for (int n = samples.read(block, 0, block.length);
                n >= 0;
                n = samples.read(block, 0, block.length)) {
            SampleBlocks.requireFinite(block, 0, n, total, rate);
            if (n > maxSamples - total) {
                throw new AudioFormatException(
                        "too long for a WAV file: more than %d samples (4 GiB); write shorter parts"
                                .formatted(maxSamples));
            }
            clipped += encode(block, n, encoding, bytes.clear());
            writeFully(channel, bytes.flip());
            total += n;
        }
        if (total == 0) {
            throw new AudioFormatException("no sound: 0 samples");
        }
        channel.position(0);
        writeFully(channel, ByteBuffer.wrap(header(encoding, rate, total)));
        return new Written(total, clipped);
    }

    /**
     * What comes before the samples.
     *
     * @param samples all that will follow; -1, or more than {@link #maxSamples}, for sizes of all
     *     ones, by which readers know that the samples go on to the end
     */
    public static byte[] header(WavEncoding encoding, int sampleRateHz, long samples) {
        boolean isFloat = encoding == WavEncoding.FLOAT_32;
        // Other formats than PCM need the extension's size (0) and a fact chunk.
        int fmtBytes = isFloat ? 18 : 16;
        int factBytes = isFloat ? 12 : 0;
        int headBytes = 4 + 8 + fmtBytes + factBytes + 8;
        boolean known =
                samples >= 0 && samples <= (MAX_RIFF_BYTES - headBytes) / encoding.bytesPerSample();
        long dataBytes = known ? samples * encoding.bytesPerSample() : UNKNOWN_SIZE;
        byte[] bytes = new byte[8 + headBytes];
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        header.put(ascii("RIFF")).putInt((int) (known ? headBytes + dataBytes : UNKNOWN_SIZE));
        header.put(ascii("WAVE")).put(ascii("fmt ")).putInt(fmtBytes);
        header.putShort((short) (isFloat ? FORMAT_IEEE_FLOAT : FORMAT_PCM)).putShort((short) 1);
        header.putInt(sampleRateHz).putInt(sampleRateHz * encoding.bytesPerSample());
        header.putShort((short) encoding.bytesPerSample());
        header.putShort((short) (8 * encoding.bytesPerSample()));
        if (isFloat) {
            header.putShort((short) 0).put(ascii("fact")).putInt(4);
            header.putInt((int) (known ? samples : UNKNOWN_SIZE));
        }
        header.put(ascii("data")).putInt((int) dataBytes);
        return bytes;
    }

    /** How many samples do not fit into the encoding. */
    private static int encode(float[] block, int count, WavEncoding encoding, ByteBuffer out) {
        if (encoding == WavEncoding.FLOAT_32) {
            out.asFloatBuffer().put(block, 0, count);
            out.position(count * Float.BYTES);
            return 0;
        }
        int clipped = 0;
        for (int i = 0; i < count; i++) {
            out.putShort(Pcm16.of(block[i]));
            clipped += Math.abs(block[i]) > 1 ? 1 : 0;
        }
        return clipped;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] ascii(String id) {
        return id.getBytes(StandardCharsets.US_ASCII);
    }
}
