// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.timbrel.audio.io.AtomicFile;

/** Named arrays in one {@code .npz} file; past 4 GiB in the 64-bit form of zip. */
public final class NpzFile {

    static final String SUFFIX = ".npy";

    // A fixed date, so that the same arrays are the same bytes: the earliest that zip can hold.
    private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzFile() {}

    /**
     * Writes the arrays, uncompressed and in the map's order; the file is there whole or not at
     * all. The same arrays give the same bytes.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, ? extends StoredArray> arrays)
            throws IOException {
        AtomicFile.write(file, target -> write(Channels.newOutputStream(target), arrays));
    }

    private static void write(OutputStream target, Map<String, ? extends StoredArray> arrays)
            throws IOException {
        OutputStream buffered =
                new BufferedOutputStream(target, 1 << 16) {
                    @Override
                    public void close() throws IOException {
                        flush(); // The target is still to be synced, by its owner.
                    }
                };
        try (ZipOutputStream zip = new ZipOutputStream(buffered)) {
            WritableByteChannel channel = Channels.newChannel(zip);
            for (Map.Entry<String, ? extends StoredArray> array : arrays.entrySet()) {
                ByteBuffer header = array.getValue().header().encode();
                zip.putNextEntry(entry(array.getKey(), header, array.getValue()));
                channel.write(header);
                array.getValue().writeData(channel);
                zip.closeEntry();
            }
        }
    }

    /** What stands before the data says its checksum, so the data are gone through here once. */
    private static ZipEntry entry(String name, ByteBuffer header, StoredArray array)
            throws IOException {
        Checksum sum = new Checksum();
        sum.write(header.duplicate());
        array.writeData(sum);
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(header.remaining() + array.header().dataBytes());
        entry.setCrc(sum.crc.getValue());
        entry.setTimeLocal(DATE);
        return entry;
    }

    /** Takes bytes for their sum alone. */
    private static final class Checksum implements WritableByteChannel {

        private final CRC32 crc = new CRC32();

        @Override
        public int write(ByteBuffer bytes) {
            int count = bytes.remaining();
            crc.update(bytes);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
