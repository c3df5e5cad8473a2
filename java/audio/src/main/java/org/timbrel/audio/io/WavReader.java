// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Reads WAV, RF64 and BW64 files of PCM or float samples, without native code. */
final class WavReader implements AudioFileReader {

    private static final int BUFFER_BYTES = 65_536;

    private final FileChannel channel;
    private final WavHeader header;
    private final AudioInfo info;
    private final ByteBuffer bytes;
    private final float[] interleaved;
    private long position;

    /** Opens the file and reads its header. */
    WavReader(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            header = WavHeader.read(channel);
            channel.position(header.dataOffset());
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
        info = header.info();
        int blockFrames = Math.max(1, BUFFER_BYTES / header.blockBytes());
        bytes =
                ByteBuffer.allocate(blockFrames * header.blockBytes())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .limit(0);
        interleaved = new float[blockFrames * header.channels()];
    }

    @Override
    public AudioInfo info() {
        return info;
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        if (!channel.isOpen()) {
            throw new IOException("the reader is closed");
        }
        if (!bytes.hasRemaining() && !fill()) {
            return -1;
        }
        int frames = Math.min(length, bytes.remaining() / header.blockBytes());
        header.encoding().decode(bytes, interleaved, frames * header.channels());
        bytes.position(bytes.position() + frames * header.blockBytes());
        SampleBlocks.mixToMono(interleaved, header.channels(), frames, out, offset);
        SampleBlocks.requireFinite(out, offset, frames, position, info.sampleRateHz());
        position += frames;
        return frames;
    }

    /** The next whole frames, or false at the end. */
    private boolean fill() throws IOException {
        long left = header.frames() - position;
        if (left == 0) {
            return false;
        }
        int wanted = (int) Math.min(bytes.capacity(), left * header.blockBytes());
        bytes.clear().limit(wanted);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                bytes.limit(0);
                throw new AudioFormatException("truncated: the file was cut while it was read");
            }
        }
        bytes.flip();
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
