// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One array: its header and its raw data in C order. */
public final class NpyArray extends StoredArray {

    static final String FLOAT_32 = "<f4";

    private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
    private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

    private final NpyHeader header;
    private final ByteBuffer data;

    /**
     * @param header its size in bytes fits the data
     * @param data raw elements, C order; not copied
     */
    NpyArray(NpyHeader header, ByteBuffer data) {
        this.header = header;
        this.data = data;
    }

    /**
     * A float32 array.
     *
     * @param values C order
     * @param shape dimensions whose product is the number of values
     */
    public static NpyArray ofFloats(float[] values, int... shape) {
        NpyHeader header = new NpyHeader(FLOAT_32, false, shape);
        if (header.elements() != values.length) {
            throw new IllegalArgumentException(
                    "shape " + header.shapeText() + " does not fit " + values.length + " values");
        }
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new NpyArray(header, bytes);
    }

    /** A string, as NumPy keeps one: an array without dimensions, read by {@code str(array)}. */
    public static NpyArray ofText(String text) {
        byte[] bytes = text.getBytes(UTF_32LE);
        String type = "<U" + Math.max(1, bytes.length / 4);
        return new NpyArray(
                new NpyHeader(type, false),
                ByteBuffer.wrap(Arrays.copyOf(bytes, Math.max(4, bytes.length))));
    }

    /** NumPy's type string, such as {@code <f4}. */
    public String type() {
        return header.type();
    }

    /** A copy of the dimensions. */
    public int[] shape() {
        return header.shape();
    }

    @Override
    NpyHeader header() {
        return header;
    }

    @Override
    void writeData(WritableByteChannel out) throws IOException {
        ByteBuffer bytes = data();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** The raw elements, read-only. */
    ByteBuffer data() {
        return data.duplicate().clear().asReadOnlyBuffer();
    }

    /**
     * The elements as float32 in C order, whatever float type and order they are stored in.
     *
     * @throws NpyFormatException if they are not floating-point numbers
     */
    public float[] floats() throws NpyFormatException {
        ByteBuffer bytes = data().order(header.byteOrder());
        boolean isDouble = header.isDouble();
        float[] values = new float[(int) header.elements()];
        if (isDouble) {
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) bytes.getDouble(i * Double.BYTES);
            }
        } else {
            bytes.asFloatBuffer().get(values);
        }
        return header.fortranOrder() ? toRowMajor(values) : values;
    }

    private float[] toRowMajor(float[] columnMajor) throws NpyFormatException {
        int[] shape = header.shape();
        if (shape.length < 2) {
            return columnMajor;
        }
        if (shape.length > 2) {
            throw new NpyFormatException(
                    "is in Fortran order with " + shape.length + " dimensions, at most 2 are read");
        }
        float[] values = new float[columnMajor.length];
        for (int row = 0; row < shape[0]; row++) {
            for (int column = 0; column < shape[1]; column++) {
                values[row * shape[1] + column] = columnMajor[column * shape[0] + row];
            }
        }
        return values;
    }

    /**
     * The string of an array without dimensions.
     *
     * @throws NpyFormatException if it is not one
     */
    public String text() throws NpyFormatException {
        if (header.type().charAt(1) != 'U' || header.elements() != 1) {
            throw new NpyFormatException(
                    "holds " + header.type() + " " + header.shapeText() + ", not one string");
        }
        byte[] bytes = new byte[data.capacity()];
        data().get(bytes);
        String text =
                new String(
                        bytes, header.byteOrder() == ByteOrder.LITTLE_ENDIAN ? UTF_32LE : UTF_32BE);
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    @Override
    public String toString() {
        return header.toString();
    }

    static String shapeText(int[] shape) {
        return IntStream.of(shape)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
