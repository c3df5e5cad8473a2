// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Where a WAV file keeps its samples and how: the chunks before them, read without trusting any
 * size they give.
 *
 * @param dataOffset bytes before the first sample
 * @param frames whole frames that are there
 */
record WavHeader(
        PcmEncoding encoding, int channels, int sampleRateHz, long dataOffset, long frames) {

    private static final int MAX_CHUNKS = 10_000;
    private static final int FMT_BYTES_USED = 40;
    private static final long UNKNOWN_SIZE = 0xFFFF_FFFFL;

    private static final int FORMAT_PCM = 1;
    private static final int FORMAT_IEEE_FLOAT = 3;
    private static final int FORMAT_EXTENSIBLE = 0xFFFE;

    /** What a fmt chunk says. */
    private record Format(PcmEncoding encoding, int channels, int sampleRateHz) {
        int blockBytes() {
            return encoding.bytes * channels;
        }
    }

    /**
     * Reads the chunks up to the samples.
     *
     * @param channel of a file that begins with RIFF, RF64 or BW64 and WAVE
     * @throws AudioFormatException if there is no sound in it that can be read
     */
    static WavHeader read(FileChannel channel) throws IOException {
        long fileBytes = channel.size();
        long riffBytes = Integer.toUnsignedLong(readAt(channel, 4, 4).getInt());
        Format format = null;
        long wideDataBytes = -1;
        long position = 12;
        for (int chunks = 0; position + 8 <= fileBytes; chunks++) {
            if (chunks == MAX_CHUNKS) {
                throw new AudioFormatException(
                        "damaged: more than " + MAX_CHUNKS + " chunks before the samples");
            }
            ByteBuffer head = readAt(channel, position, 8);
            String id = id(head);
            long size = Integer.toUnsignedLong(head.getInt());
            long body = position + 8;
            if (id.equals("data")) {
                return located(format, body, size, wideDataBytes, riffBytes, fileBytes);
            }
            if (id.equals("fmt ")) {
                format = format(readAt(channel, body, Math.min(size, FMT_BYTES_USED)));
            } else if (id.equals("ds64") && size >= 16) {
                wideDataBytes = readAt(channel, body, 16).getLong(8);
            }
            position = body + size + (size & 1);
        }
        throw new AudioFormatException(
                format == null
                        ? "damaged: a WAV file without fmt and data chunks"
                        : "truncated: a WAV file without a data chunk");
    }

    AudioInfo info() {
        return new AudioInfo("WAV", encoding.codec, sampleRateHz, channels, frames);
    }

    int blockBytes() {
        return encoding.bytes * channels;
    }

    private static WavHeader located(
            Format format,
            long offset,
            long declared,
            long wideDeclared,
            long riffBytes,
            long fileBytes)
            throws AudioFormatException {
        if (format == null) {
            throw new AudioFormatException("damaged: a WAV file without a fmt chunk before data");
        }
        long present = fileBytes - offset;
        long promised = declared == UNKNOWN_SIZE && wideDeclared > 0 ? wideDeclared : declared;
        boolean streamed = isStreamed(promised, format.blockBytes(), riffBytes, offset);
        if (!streamed && promised > present) {
            double second = (double) format.blockBytes() * format.sampleRateHz();
            throw new AudioFormatException(
                    String.format(
                            Locale.ROOT,
                            "truncated: the header promises %.2f s, the file holds %.2f s",
                            promised / second,
                            present / second));
        }
        long frames = (streamed ? present : promised) / format.blockBytes();
        if (frames == 0) {
            throw new AudioFormatException("no sound: 0 samples");
        }
        return new WavHeader(
                format.encoding(), format.channels(), format.sampleRateHz(), offset, frames);
    }

    /**
     * Whether the writer could not go back to fill in the size, as into a pipe; the samples then go
     * on to the end of the file. FFmpeg leaves all ones, ALSA the largest signed number, SoX
     * 0x7FFFF000 in whole frames, and others 0 in a RIFF that ends before the samples.
     */
    private static boolean isStreamed(long size, int blockBytes, long riffBytes, long offset) {
        return size == UNKNOWN_SIZE
                || size == Integer.MAX_VALUE
                || size == 0x7FFF_F000L / blockBytes * blockBytes
                || (size == 0
                        && (riffBytes == 0
                                || riffBytes == UNKNOWN_SIZE
                                || riffBytes + 8 == offset));
    }

    private static Format format(ByteBuffer fmt) throws AudioFormatException {
        if (fmt.remaining() < 16) {
            throw new AudioFormatException(
                    "damaged: a fmt chunk of " + fmt.remaining() + " bytes, not 16 or more");
        }
        int tag = Short.toUnsignedInt(fmt.getShort(0));
        int channels = Short.toUnsignedInt(fmt.getShort(2));
        long rate = Integer.toUnsignedLong(fmt.getInt(4));
        int blockAlign = Short.toUnsignedInt(fmt.getShort(12));
        int bits = Short.toUnsignedInt(fmt.getShort(14));
        if (tag == FORMAT_EXTENSIBLE && fmt.remaining() >= 26) {
            tag = Short.toUnsignedInt(fmt.getShort(24));
        }
        SampleBlocks.requireFormat(rate, channels);
        PcmEncoding encoding = encoding(tag, bits);
        if (blockAlign != encoding.bytes * channels) {
            throw new AudioFormatException(
                    "damaged: frames of %d bytes do not fit %d channels of %d bits (%d bytes)"
                            .formatted(blockAlign, channels, bits, encoding.bytes * channels));
        }
        return new Format(encoding, channels, (int) rate);
    }

    /** Fewer bits than the bytes hold are the upper ones of them, so that the scale is the same. */
    private static PcmEncoding encoding(int tag, int bits) throws AudioFormatException {
        if (tag == FORMAT_PCM && bits >= 1 && bits <= 32) {
            return switch ((bits + 7) / 8) {
                case 1 -> PcmEncoding.U8;
                case 2 -> PcmEncoding.S16;
                case 3 -> PcmEncoding.S24;
                default -> PcmEncoding.S32;
            };
        }
        if (tag == FORMAT_IEEE_FLOAT && bits == 32) {
            return PcmEncoding.F32;
        }
        if (tag == FORMAT_IEEE_FLOAT && bits == 64) {
            return PcmEncoding.F64;
        }
        if (tag == FORMAT_PCM || tag == FORMAT_IEEE_FLOAT) {
            throw new AudioFormatException(
                    "samples of %d bits; PCM of 8 to 32 and float of 32 or 64 bits are read"
                            .formatted(bits));
        }
        throw new AudioFormatException(
                "WAV format 0x%04X is neither PCM nor float; convert it to one of them"
                        .formatted(tag));
    }

    private static ByteBuffer readAt(FileChannel channel, long position, long bytes)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new AudioFormatException("truncated: the file ends within its header");
            }
        }
        return buffer.flip();
    }

    private static String id(ByteBuffer head) {
        byte[] id = new byte[4];
        head.get(id);
        return new String(id, StandardCharsets.ISO_8859_1);
    }
}
