// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** An open {@code .npz} file, whose arrays are read when they are asked for, side by side too. */
public final class NpzReader implements Closeable {

    // Deflate cannot shrink by more than 1032 to 1; an entry that claims more is lying.
    private static final long LARGEST_RATIO = 1100;

    private final ZipFile zip;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();

    /**
     * Opens a file and looks which arrays it has.
     *
     * @throws NpyFormatException if it is no archive of arrays, or a damaged one
     * @throws IOException if it cannot be read
     */
    public static NpzReader open(Path file) throws IOException {
        try {
            ZipFile zip = new ZipFile(file.toFile());
            try {
                return new NpzReader(zip);
            } catch (IOException e) {
                zip.close();
                throw e;
            }
        } catch (ZipException e) {
            throw new NpyFormatException("is not a whole .npz archive: " + e.getMessage(), e);
        }
    }

    private NpzReader(ZipFile zip) throws NpyFormatException {
        this.zip = zip;
        Enumeration<? extends ZipEntry> all = zip.entries();
        while (all.hasMoreElements()) {
            ZipEntry entry = all.nextElement();
            String file = entry.getName();
            if (!file.endsWith(NpzFile.SUFFIX)) {
                throw new NpyFormatException("holds " + file + ", which is no array");
            }
            String name = file.substring(0, file.length() - NpzFile.SUFFIX.length());
            if (entries.put(name, entry) != null) {
                throw new NpyFormatException("holds two arrays named " + name);
            }
        }
    }

    /** Names of the arrays, in the file's order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    /**
     * An array as a whole.
     *
     * @throws NpyFormatException if there is none of that name, or a damaged one
     */
    public NpyArray read(String name) throws IOException {
        ZipEntry entry = entry(name);
        CRC32 crc = new CRC32();
        try (InputStream in = stream(entry, crc)) {
            NpyArray array = NpyFile.read(in, plausibleBytes(entry));
            requireSum(crc, entry);
            return array;
        } catch (NpyFormatException e) {
            throw named(name, e);
        } catch (ZipException e) {
            throw named(name, new NpyFormatException("is damaged: " + e.getMessage(), e));
        }
    }

    /**
     * An array of floating-point numbers, to be read row by row.
     *
     * @throws NpyFormatException if there is none of that name, or its header is damaged or of
     *     something else
     */
    public ArrayReader rows(String name) throws IOException {
        ZipEntry entry = entry(name);
        CRC32 crc = new CRC32();
        InputStream in = stream(entry, crc);
        try {
            return ArrayReader.open(name, in, plausibleBytes(entry), () -> requireSum(crc, entry));
        } catch (IOException e) {
            in.close();
            throw e instanceof NpyFormatException known ? named(name, known) : e;
        }
    }

    private ZipEntry entry(String name) throws NpyFormatException {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw new NpyFormatException("holds no array " + name + ", only " + entries.keySet());
        }
        return entry;
    }

    private InputStream stream(ZipEntry entry, CRC32 crc) throws IOException {
        return new BufferedInputStream(
                new CheckedInputStream(zip.getInputStream(entry), crc), 1 << 16);
    }

    private static long plausibleBytes(ZipEntry entry) {
        return Math.min(entry.getSize(), entry.getCompressedSize() * LARGEST_RATIO + 1024);
    }

    private static void requireSum(CRC32 crc, ZipEntry entry) throws NpyFormatException {
        if (crc.getValue() != entry.getCrc()) {
            throw new NpyFormatException("is damaged: its checksum is not that of its bytes");
        }
    }

    static NpyFormatException named(String name, NpyFormatException e) {
        return new NpyFormatException("array " + name + " " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
