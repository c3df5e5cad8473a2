// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.zip.ZipException;

/**
 * The rows of one array, read from the first to the last: row i is what stands at i of the first
 * dimension. Flat in memory but for arrays in Fortran order, which lie in columns and are held.
 */
public final class ArrayReader implements Closeable {

    /** Checks what can be checked when all was read. */
    interface EndCheck {
        void run() throws IOException;
    }

    /** Values a row at most. */
    static final int LARGEST_ROW = 1 << 20;

    private final String name;
    private final NpyHeader header;
    private final DataInputStream in;
    private final EndCheck atEnd;
    private final int rows;
    private final int columns;
    private final boolean isDouble;
    private final boolean inColumns;
    private final byte[] bytes;
    private final ByteBuffer row;
    // The whole of an array in Fortran order, else null.
    private FloatBuffer held;
    private int given;
    private boolean checked;

    private ArrayReader(String name, NpyHeader header, DataInputStream in, EndCheck atEnd)
            throws NpyFormatException {
        this.name = name;
        this.header = header;
        this.in = in;
        this.atEnd = atEnd;
        int dims = header.shape().length;
        if (dims == 0 || dims > 2) {
            throw new NpyFormatException("is " + header + ", not [rows] or [rows, columns]");
        }
        rows = header.shape()[0];
        columns = dims == 1 ? 1 : header.shape()[1];
        isDouble = header.isDouble();
        if (columns > LARGEST_ROW) {
            throw new NpyFormatException(
                    "has rows of " + columns + " values, at most " + LARGEST_ROW + " are read");
        }
        inColumns = header.fortranOrder() && rows > 1 && columns > 1;
        if (inColumns) {
            NpyFile.requireInMemory(header);
        }
        bytes = new byte[columns * (isDouble ? Double.BYTES : Float.BYTES)];
        row = ByteBuffer.wrap(bytes).order(header.byteOrder());
    }

    /**
     * Reads the header.
     *
     * @param available how many bytes the stream can hold at most
     */
    static ArrayReader open(String name, InputStream in, long available, EndCheck atEnd)
            throws IOException {
        DataInputStream input = new DataInputStream(in);
        NpyHeader header = NpyHeader.read(input);
        if (header.dataBytes() > available) {
            throw NpyFile.incomplete(header);
        }
        return new ArrayReader(name, header, input, atEnd);
    }

    /** NumPy's type string and the shape, such as {@code <f4 [690, 40]}. */
    @Override
    public String toString() {
        return header.toString();
    }

    /** A copy of the dimensions, one or two. */
    public int[] shape() {
        return header.shape();
    }

    /** Rows in all. */
    public int rows() {
        return rows;
    }

    /** Values a row: 1 where there is one dimension. */
    public int columns() {
        return columns;
    }

    /**
     * The next row. With the last one, what follows it and the checksum of the whole are checked.
     *
     * @param out written, [columns] from {@code offset}
     * @return whether there was one
     * @throws NpyFormatException if the array is cut short or damaged
     */
    public boolean next(float[] out, int offset) throws IOException {
        try {
            if (given < rows) {
                take(out, offset);
                given++;
                checkEnd();
                return true;
            }
            checkEnd();
            return false;
        } catch (NpyFormatException e) {
            throw NpzReader.named(name, e);
        } catch (EOFException | ZipException e) {
            throw NpzReader.named(name, NpyFile.incomplete(header));
        }
    }

    private void take(float[] out, int offset) throws IOException {
        if (inColumns) {
            if (held == null) {
                byte[] all = in.readNBytes((int) header.dataBytes());
                if (all.length < header.dataBytes()) {
                    throw new EOFException();
                }
                held = FloatBuffer.wrap(new NpyArray(header, ByteBuffer.wrap(all)).floats());
            }
            held.get(out, offset, columns);
            return;
        }
        in.readFully(bytes);
        for (int i = 0; i < columns; i++) {
            out[offset + i] =
                    isDouble
                            ? (float) row.getDouble(i * Double.BYTES)
                            : row.getFloat(i * Float.BYTES);
        }
    }

    private void checkEnd() throws IOException {
        if (given == rows && !checked) {
            checked = true;
            if (in.read() >= 0) {
                throw NpyFile.incomplete(header);
            }
            atEnd.run();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
