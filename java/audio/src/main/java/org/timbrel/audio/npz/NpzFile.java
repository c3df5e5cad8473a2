// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.timbrel.audio.io.AtomicFile;

/** Named arrays in one {@code .npz} file. */
public final class NpzFile {

    // Deflate cannot shrink by more than 1032 to 1; an entry that claims more is lying.
    private static final long LARGEST_RATIO = 1100;
    // A fixed date, so that the same arrays are the same bytes: the earliest that zip can hold.
    private static final LocalDateTime DATE = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final String SUFFIX = ".npy";

    private NpzFile() {}

    /**
     * Writes the arrays, uncompressed and in the map's order; the file is there whole or not at
     * all. The same arrays give the same bytes.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, Map<String, NpyArray> arrays) throws IOException {
        AtomicFile.write(file, target -> write(Channels.newOutputStream(target), arrays));
    }

    private static void write(OutputStream target, Map<String, NpyArray> arrays)
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
            for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
                ByteBuffer header = array.getValue().header().encode();
                ByteBuffer data = array.getValue().data();
                zip.putNextEntry(entry(array.getKey(), header, data));
                channel.write(header);
                while (data.hasRemaining()) {
                    channel.write(data);
                }
                zip.closeEntry();
            }
        }
    }

    private static ZipEntry entry(String name, ByteBuffer header, ByteBuffer data) {
        CRC32 crc = new CRC32();
        crc.update(header.duplicate());
        crc.update(data.duplicate());
        ZipEntry entry = new ZipEntry(name + SUFFIX);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize((long) header.remaining() + data.remaining());
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(DATE);
        return entry;
    }

    /**
     * Reads every array.
     *
     * @throws NpyFormatException if the file is no archive of arrays, or a damaged one
     * @throws IOException if it cannot be read
     */
    public static Map<String, NpyArray> read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.getName().endsWith(SUFFIX)) {
                    throw new NpyFormatException(
                            "holds " + entry.getName() + ", which is no array");
                }
                String name =
                        entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
                if (arrays.put(name, readEntry(zip, entry, name)) != null) {
                    throw new NpyFormatException("holds two arrays named " + name);
                }
            }
            return arrays;
        } catch (ZipException e) {
            throw new NpyFormatException("is not a whole .npz archive: " + e.getMessage(), e);
        }
    }

    private static NpyArray readEntry(ZipFile zip, ZipEntry entry, String name) throws IOException {
        CRC32 crc = new CRC32();
        try (InputStream in =
                new BufferedInputStream(new CheckedInputStream(zip.getInputStream(entry), crc))) {
            long plausible =
                    Math.min(entry.getSize(), entry.getCompressedSize() * LARGEST_RATIO + 1024);
            NpyArray array = NpyFile.read(in, plausible);
            if (crc.getValue() != entry.getCrc()) {
                throw new NpyFormatException("is damaged: its checksum is not that of its bytes");
            }
            return array;
        } catch (NpyFormatException e) {
            throw new NpyFormatException("array " + name + " " + e.getMessage(), e);
        }
    }
}
