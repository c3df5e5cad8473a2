// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The header of a {@code .npy}: element type, order and shape. */
final class NpyHeader {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    // NumPy's own limit for headers it reads without being told to trust them.
    private static final int LONGEST = 10_000;

    private static final Pattern TYPE =
            Pattern.compile("'descr'\\s*:\\s*'([<>|=][A-Za-z])(\\d{1,9})'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE =
            Pattern.compile("'shape'\\s*:\\s*\\(((?:\\s*\\d{1,18}\\s*,?)*)\\s*\\)");

    private final String type;
    private final boolean fortranOrder;
    private final int[] shape;

    /**
     * @param type byte order, kind and size, such as {@code <f4}
     * @param shape none for a scalar
     */
    NpyHeader(String type, boolean fortranOrder, int... shape) {
        this.type = type;
        this.fortranOrder = fortranOrder;
        this.shape = shape.clone();
    }

    String type() {
        return type;
    }

    boolean fortranOrder() {
        return fortranOrder;
    }

    int[] shape() {
        return shape.clone();
    }

    String shapeText() {
        return NpyArray.shapeText(shape);
    }

    /**
     * Whether the elements are 64-bit floats, not 32-bit ones.
     *
     * @throws NpyFormatException if they are neither
     */
    boolean isDouble() throws NpyFormatException {
        return switch (type.substring(1)) {
            case "f4" -> false;
            case "f8" -> true;
            default -> throw new NpyFormatException("holds " + type + ", not 32- or 64-bit floats");
        };
    }

    ByteOrder byteOrder() {
        return type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    long elements() {
        long product = 1;
        for (int dim : shape) {
            product = Math.multiplyExact(product, (long) dim);
        }
        return product;
    }

    /** Bytes of the data that follows. */
    long dataBytes() {
        long size = Long.parseLong(type.substring(2));
        return Math.multiplyExact(elements(), type.charAt(1) == 'U' ? 4 * size : size);
    }

    /** The header as bytes, version 1.0, padded so that the data is aligned. */
    ByteBuffer encode() {
        StringBuilder dims = new StringBuilder();
        for (int dim : shape) {
            dims.append(dim).append(shape.length == 1 ? "," : ", ");
        }
        if (shape.length > 1) {
            dims.setLength(dims.length() - 2);
        }
        String text =
                "{'descr': '"
                        + type
                        + "', 'fortran_order': "
                        + (fortranOrder ? "True" : "False")
                        + ", 'shape': ("
                        + dims
                        + "), }";
        int fixed = MAGIC.length + 4;
        int padding = ALIGNMENT - (fixed + text.length() + 1) % ALIGNMENT;
        String padded = text + " ".repeat(padding % ALIGNMENT) + "\n";
        ByteBuffer bytes =
                ByteBuffer.allocate(fixed + padded.length()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded.length());
        bytes.put(padded.getBytes(StandardCharsets.US_ASCII)).flip();
        return bytes;
    }

    /**
     * Reads a header and leaves the stream at the data.
     *
     * @throws NpyFormatException if there is none, or one that is not understood
     */
    static NpyHeader read(DataInputStream in) throws IOException {
        try {
            byte[] start = in.readNBytes(MAGIC.length);
            if (!Arrays.equals(start, MAGIC)) {
                throw new NpyFormatException("is not a NumPy array");
            }
            int major = in.readUnsignedByte();
            int minor = in.readUnsignedByte();
            if (major < 1 || major > 3 || minor != 0) {
                throw new NpyFormatException(
                        "is of NumPy format " + major + "." + minor + ", 1.0 to 3.0 are read");
            }
            long length =
                    major == 1
                            ? Short.toUnsignedLong(Short.reverseBytes(in.readShort()))
                            : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
            if (length > LONGEST) {
                throw new NpyFormatException(
                        "has a header of " + length + " bytes, at most " + LONGEST + " are read");
            }
            byte[] text = new byte[(int) length];
            in.readFully(text);
            return parse(new String(text, StandardCharsets.UTF_8));
        } catch (EOFException e) {
            throw new NpyFormatException("is truncated within its header", e);
        }
    }

    private static NpyHeader parse(String text) throws NpyFormatException {
        Matcher type = TYPE.matcher(text);
        Matcher order = ORDER.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!type.find() || !order.find() || !shape.find()) {
            throw new NpyFormatException("has a header that is not understood: " + oneLine(text));
        }
        String[] dims = shape.group(1).isBlank() ? new String[0] : shape.group(1).split(",", -1);
        int count =
                dims.length > 0 && dims[dims.length - 1].isBlank() ? dims.length - 1 : dims.length;
        int[] sizes = new int[count];
        try {
            for (int i = 0; i < count; i++) {
                sizes[i] = Math.toIntExact(Long.parseLong(dims[i].strip()));
            }
            NpyHeader header =
                    new NpyHeader(
                            type.group(1) + Integer.parseInt(type.group(2)),
                            order.group(1).equals("True"),
                            sizes);
            header.dataBytes();
            return header;
        } catch (ArithmeticException | NumberFormatException e) {
            throw new NpyFormatException(
                    "has shape (" + shape.group(1).strip() + "), larger than any array", e);
        }
    }

    /** Type and shape. */
    @Override
    public String toString() {
        return type + " " + shapeText();
    }

    private static String oneLine(String text) {
        String plain = text.replaceAll("[^ -~]", "?").strip();
        return plain.length() > 120 ? plain.substring(0, 120) + "…" : plain;
    }
}
