// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Writes safetensors files. */
public final class SafetensorsWriter {

    /** The metadata entry that holds the hash of the file; see {@link SafetensorsReader}. */
    public static final String HASH = "sha256";

    private static final int BLOCK_FLOATS = 1 << 14;

    private SafetensorsWriter() {}

    /**
     * Writes one file. Its bytes depend on the arguments alone. A {@value #HASH} is added to the
     * metadata: the SHA-256 of the file with its own 64 digits taken as zeros.
     *
     * @param channel where to; stays open
     * @param metadata text by name; must not hold {@value #HASH}
     * @param tensors in the order in which they shall lie in the file
     * @throws IllegalArgumentException if two tensors have one name, or the metadata a hash
     * @throws IOException if the channel cannot be written
     */
    public static void write(
            WritableByteChannel channel,
            Map<String, String> metadata,
            Collection<NamedTensor> tensors)
            throws IOException {
        requireNames(metadata, tensors);
        Map<String, String> hashed = new LinkedHashMap<>();
        hashed.put(HASH, ContentHash.BLANK);
        hashed.putAll(metadata);
        byte[] header = Header.format(hashed, tensors);
        if (header.length > Header.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "names and metadata make a header of %d bytes; the limit is %d"
                            .formatted(header.length, Header.MAX_BYTES));
        }
        byte[] length = length(header.length);
        ByteBuffer block =
                ByteBuffer.allocate(BLOCK_FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

        MessageDigest digest = ContentHash.digest();
        digest.update(length);
        digest.update(header);
        forEachBlock(tensors, block, bytes -> digest.update(bytes));
        ContentHash.put(header, hashPosition(header), HexFormat.of().formatHex(digest.digest()));

        writeAll(channel, ByteBuffer.wrap(length));
        writeAll(channel, ByteBuffer.wrap(header));
        forEachBlock(tensors, block, bytes -> writeAll(channel, bytes));
    }

    /** The hash is the first entry of the first object, so that its place is known. */
    private static int hashPosition(byte[] header) {
        String lead = "{\"__metadata__\":{\"" + HASH + "\":\"";
        if (!new String(header, 0, lead.length(), StandardCharsets.US_ASCII).equals(lead)) {
            throw new IllegalStateException("the header does not begin with " + lead);
        }
        return lead.length();
    }

    private static void requireNames(
            Map<String, String> metadata, Collection<NamedTensor> tensors) {
        if (metadata.containsKey(HASH)) {
            throw new IllegalArgumentException("the metadata already hold a " + HASH);
        }
        Set<String> names = new HashSet<>();
        names.add("__metadata__");
        for (NamedTensor tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException(
                        "the name %s is given twice".formatted(tensor.name()));
            }
        }
    }

    private static byte[] length(int bytes) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bytes)
                .array();
    }

    /** Takes bytes, all of them. */
    private interface Sink {
        void take(ByteBuffer bytes) throws IOException;
    }

    private static void forEachBlock(Collection<NamedTensor> tensors, ByteBuffer block, Sink sink)
            throws IOException {
        for (NamedTensor tensor : tensors) {
            float[] values = tensor.values();
            for (int from = 0; from < values.length; from += BLOCK_FLOATS) {
                int count = Math.min(BLOCK_FLOATS, values.length - from);
                block.clear();
                block.asFloatBuffer().put(values, from, count);
                block.limit(count * Float.BYTES);
                sink.take(block);
            }
        }
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
