// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** One array in a {@code .npy} file. */
public final class NpyFile {

    // The JVM keeps a few elements of the longest array to itself.
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    private NpyFile() {}

    /**
     * Reads the array.
     *
     * @throws NpyFormatException if the file is no array, or a damaged one
     * @throws IOException if it cannot be read
     */
    public static NpyArray read(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return read(in, Files.size(file));
        }
    }

    /**
     * Reads an array to the end of a stream.
     *
     * @param available how many bytes the stream can hold at most: no more memory is taken
     */
    static NpyArray read(InputStream in, long available) throws IOException {
        DataInputStream input = new DataInputStream(in);
        NpyHeader header = NpyHeader.read(input);
        long size = header.dataBytes();
        if (size <= available) {
            requireInMemory(header);
        }
        byte[] data = size > available ? new byte[0] : input.readNBytes((int) size);
        if (data.length < size || input.read() >= 0) {
            throw incomplete(header);
        }
        return new NpyArray(header, ByteBuffer.wrap(data));
    }

    /** Refuses an array that has to be held as a whole and is too long for that. */
    static void requireInMemory(NpyHeader header) throws NpyFormatException {
        if (header.dataBytes() > LONGEST) {
            throw new NpyFormatException(
                    "has "
                            + header.dataBytes()
                            + " bytes of data: more than the 2 GiB that memory takes at once");
        }
    }

    static NpyFormatException incomplete(NpyHeader header) {
        return new NpyFormatException(
                "does not hold the " + header.dataBytes() + " bytes of " + header);
    }
}
