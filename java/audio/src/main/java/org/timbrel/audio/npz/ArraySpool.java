// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.timbrel.audio.io.TemporaryFile;

/**
 * A float32 array that grows row by row, in memory that does not: a short one is kept, a longer one
 * lies in a temporary file that nobody else sees and that goes when the spool is closed or the
 * process ends. Not thread-safe.
 */
public final class ArraySpool extends StoredArray implements Closeable {

    private static final int BUFFER_BYTES = 1 << 18;

    private final Path folder;
    private final int columns;
    private final boolean flat;
    // The rows that are not in the file yet.
    private final ByteBuffer tail;
    private FileChannel file;
    private int rows;

    /**
     * For an array [rows, columns].
     *
     * @param folder where the temporary file may lie; made when it is needed
     * @param columns at least 1, at most 1,048,576
     */
    public static ArraySpool ofRows(Path folder, int columns) {
        return new ArraySpool(folder, columns, false);
    }

    /** For an array [rows] of single values; as {@link #ofRows}. */
    public static ArraySpool ofValues(Path folder) {
        return new ArraySpool(folder, 1, true);
    }

    private ArraySpool(Path folder, int columns, boolean flat) {
        if (columns < 1 || columns > ArrayReader.LARGEST_ROW) {
            throw new IllegalArgumentException(
                    "columns " + columns + " is outside 1.." + ArrayReader.LARGEST_ROW);
        }
        this.folder = Objects.requireNonNull(folder, "folder");
        this.columns = columns;
        this.flat = flat;
        tail = buffer(Math.max(1, BUFFER_BYTES / rowBytes()) * rowBytes());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private int rowBytes() {
        return columns * Float.BYTES;
    }

    /** Rows so far. */
    public int rows() {
        return rows;
    }

    /**
     * Adds a row.
     *
     * @param values [columns] from {@code offset}
     * @throws SpoolException if that is not possible: the disk is full, say
     */
    public void append(float[] values, int offset) throws SpoolException {
        if (tail.remaining() < rowBytes()) {
            flush();
        }
        for (int i = 0; i < columns; i++) {
            tail.putFloat(values[offset + i]);
        }
        rows = Math.addExact(rows, 1);
    }

    private void flush() throws SpoolException {
        try {
            if (file == null) {
                file = TemporaryFile.open(folder);
            }
            writeFully(file, tail.flip());
            tail.clear();
        } catch (IOException e) {
            throw new SpoolException(e);
        }
    }

    @Override
    NpyHeader header() {
        return flat
                ? new NpyHeader(NpyArray.FLOAT_32, false, rows)
                : new NpyHeader(NpyArray.FLOAT_32, false, rows, columns);
    }

    @Override
    void writeData(WritableByteChannel out) throws IOException {
        if (file != null) {
            ByteBuffer block = buffer(BUFFER_BYTES);
            for (long at = 0; fill(block.clear(), at); at += block.limit()) {
                writeFully(out, block);
            }
        }
        writeFully(out, tail.duplicate().flip());
    }

    /** The bytes of the file from {@code at} on, flipped; false if there are none. */
    private boolean fill(ByteBuffer block, long at) throws IOException {
        int read = 0;
        while (read >= 0 && block.hasRemaining()) {
            read = file.read(block, at + block.position());
        }
        return block.flip().hasRemaining();
    }

    private static void writeFully(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Reads the rows that there are, from the first on; nothing may be added meanwhile. */
    public Rows read() {
        return new Rows();
    }

    /** Rows of the spool in their order. */
    public final class Rows {

        private final ByteBuffer block = buffer(tail.capacity());
        private long at;
        private int given;

        private Rows() {
            block.limit(0);
        }

        /**
         * The next row.
         *
         * @param row written, [columns]
         * @return whether there was one
         */
        public boolean next(float[] row) throws IOException {
            if (given == rows) {
                return false;
            }
            if (!block.hasRemaining()) {
                if (file == null || !fill(block.clear(), at)) {
                    block.clear().put(tail.duplicate().flip()).flip();
                }
                at += block.limit();
            }
            for (int i = 0; i < columns; i++) {
                row[i] = block.getFloat();
            }
            given++;
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
