// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads one safetensors file. Opening it checks the whole header: every byte of the data belongs to
 * exactly one tensor, and every shape is that of its bytes. Not for use by several threads.
 */
public final class SafetensorsReader implements Closeable {

    private static final int BLOCK_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private byte[] header;
    private Map<String, String> metadata;
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    private SafetensorsReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * @throws SafetensorsException if it is no safetensors file
     */
    public static SafetensorsReader open(Path file) throws IOException {
        SafetensorsReader reader =
                new SafetensorsReader(file, FileChannel.open(file, StandardOpenOption.READ));
        try {
            reader.readHeader();
            return reader;
        } catch (SafetensorsException e) {
            reader.close();
            throw reader.failure(e.getReason());
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void readHeader() throws IOException {
        long size = channel.size();
        if (size < Long.BYTES) {
            throw new SafetensorsException(
                    "%d bytes are too few for a safetensors file".formatted(size));
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        read(length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > Header.MAX_BYTES) {
            throw new SafetensorsException(
                    "its header would have %s bytes, more than %d; this is no safetensors file"
                            .formatted(Long.toUnsignedString(headerBytes), Header.MAX_BYTES));
        }
        if (headerBytes > size - Long.BYTES) {
            throw new SafetensorsException(
                    "its header should have %d bytes, but only %d follow: it has been cut short"
                            .formatted(headerBytes, size - Long.BYTES));
        }
        header = new byte[(int) headerBytes];
        read(ByteBuffer.wrap(header), Long.BYTES);
        Header parsed = Header.parse(header, size - Long.BYTES - headerBytes);
        metadata = Collections.unmodifiableMap(parsed.metadata());
        for (TensorInfo tensor : parsed.tensors()) {
            tensors.put(tensor.name(), tensor);
        }
    }

    /** Text by name, in the file's order; unmodifiable. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The tensors in the order of their bytes; unmodifiable. */
    public Collection<TensorInfo> tensors() {
        return Collections.unmodifiableCollection(tensors.values());
    }

    /** Whether there is a tensor of that name. */
    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /**
     * What the header says about one tensor.
     *
     * @throws SafetensorsException if there is none of that name
     */
    public TensorInfo info(String name) throws SafetensorsException {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw failure("there is no tensor " + name);
        }
        return tensor;
    }

    /**
     * The values of one tensor, row-major.
     *
     * @throws SafetensorsException if there is none of that name, if it is not {@link
     *     ElementType#F32}, or if it does not fit an array
     */
    public float[] floats(String name) throws IOException {
        TensorInfo tensor = info(name);
        if (tensor.type() != ElementType.F32) {
            throw failure(
                    "tensor %s is %s; only F32 can be used here".formatted(name, tensor.type()));
        }
        if (tensor.count() > Integer.MAX_VALUE - 8) {
            throw failure("tensor %s has %d elements, too many".formatted(name, tensor.count()));
        }
        float[] values = new float[(int) tensor.count()];
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long position = Long.BYTES + header.length + tensor.begin();
        for (int from = 0; from < values.length; ) {
            int count = Math.min(BLOCK_BYTES / Float.BYTES, values.length - from);
            block.clear().limit(count * Float.BYTES);
            read(block, position + (long) from * Float.BYTES);
            block.flip();
            block.asFloatBuffer().get(values, from, count);
            from += count;
        }
        return values;
    }

    /**
     * Checks the hash that {@link SafetensorsWriter} left in the metadata.
     *
     * @throws SafetensorsException if there is none, or the file is not the one it was taken of
     */
    public void requireHash() throws IOException {
        String digits = metadata.getOrDefault(SafetensorsWriter.HASH, "");
        int position = ContentHash.isDigits(digits) ? ContentHash.position(header, digits) : -1;
        if (position < 0) {
            throw failure("its metadata hold no " + SafetensorsWriter.HASH);
        }
        byte[] blanked = header.clone();
        ContentHash.put(blanked, position, ContentHash.BLANK);
        MessageDigest digest = ContentHash.digest();
        ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
        read(block.limit(Long.BYTES), 0);
        digest.update(block.flip());
        digest.update(blanked);
        long size = channel.size();
        for (long at = Long.BYTES + (long) header.length; at < size; ) {
            block.clear().limit((int) Math.min(BLOCK_BYTES, size - at));
            read(block, at);
            at += block.position();
            digest.update(block.flip());
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(digits)) {
            throw failure("its contents are not those its SHA-256 was taken of: it is damaged");
        }
    }

    private void read(ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, at);
            if (read < 0) {
                throw new EOFException(file + ": the file became shorter while it was read");
            }
            at += read;
        }
    }

    private SafetensorsException failure(String message) {
        return new SafetensorsException(file, message);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
