// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Records of an event file: TensorFlow's protocol buffers Event and Summary (event.proto,
 * summary.proto), each in the frame of a TFRecord: its length, eight bytes; a checksum of those;
 * the event; a checksum of that. Everything is little-endian.
 */
final class EventRecord {

    private static final int LENGTH_BYTES = 8;
    private static final int CHECKSUM_BYTES = 4;
    private static final int HEAD_BYTES = LENGTH_BYTES + CHECKSUM_BYTES;

    /** Far more than any event here has: a longer one is damage. */
    private static final long MAX_BYTES = 1 << 20;

    // Field number times 8 plus wire type: 0 is a varint, 1 eight bytes, 2 a length and bytes, 5
    // four.
    private static final int WALL_TIME = 1 << 3 | 1;
    private static final int STEP = 2 << 3;
    private static final int FILE_VERSION = 3 << 3 | 2;
    private static final int SUMMARY = 5 << 3 | 2;
    private static final int SUMMARY_VALUE = 1 << 3 | 2;
    private static final int TAG = 1 << 3 | 2;
    private static final int SIMPLE_VALUE = 2 << 3 | 5;

    private EventRecord() {}

    /** What a file begins with. */
    static ByteBuffer version(double wallTime) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        time(event, wallTime);
        bytes(event, FILE_VERSION, "brain.Event:2".getBytes(StandardCharsets.US_ASCII));
        return framed(event.toByteArray());
    }

    /**
     * Numbers after a step.
     *
     * @param wallTime seconds since 1970
     */
    static ByteBuffer scalars(double wallTime, long step, Map<String, Double> values) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        time(event, wallTime);
        event.write(STEP);
        varint(event, step);
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        values.forEach(
                (name, value) -> {
                    if (!Double.isNaN(value)) {
                        bytes(summary, SUMMARY_VALUE, value(name, value));
                    }
                });
        bytes(event, SUMMARY, summary.toByteArray());
        return framed(event.toByteArray());
    }

    private static byte[] value(String name, double value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes(bytes, TAG, name.getBytes(StandardCharsets.UTF_8));
        bytes.write(SIMPLE_VALUE);
        byte[] simple = new byte[Float.BYTES];
        little(simple).putFloat((float) value);
        bytes.writeBytes(simple);
        return bytes.toByteArray();
    }

    private static void time(ByteArrayOutputStream event, double wallTime) {
        event.write(WALL_TIME);
        event.writeBytes(eightBytes(Double.doubleToRawLongBits(wallTime)));
    }

    private static void bytes(ByteArrayOutputStream to, int field, byte[] bytes) {
        to.write(field);
        varint(to, bytes.length);
        to.writeBytes(bytes);
    }

    /** Seven bits a byte, the lowest first; the eighth says that more follow. */
    private static void varint(ByteArrayOutputStream to, long value) {
        long rest = value;
        while (rest >>> 7 != 0) {
            to.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        to.write((int) rest);
    }

    private static ByteBuffer framed(byte[] event) {
        byte[] length = eightBytes(event.length);
        ByteBuffer record = little(new byte[HEAD_BYTES + event.length + CHECKSUM_BYTES]);
        record.put(length).putInt(checksum(length, LENGTH_BYTES));
        record.put(event).putInt(checksum(event, event.length));
        return record.flip();
    }

    private static byte[] eightBytes(long value) {
        byte[] bytes = new byte[Long.BYTES];
        little(bytes).putLong(value);
        return bytes;
    }

    /** Bytes of a file. */
    interface Source {
        void read(ByteBuffer into, long position) throws IOException;
    }

    /** The event of the record at a position; null where none is whole. */
    static ByteBuffer unframe(Source file, long position) throws IOException {
        try {
            byte[] head = new byte[HEAD_BYTES];
            file.read(ByteBuffer.wrap(head), position);
            long length = little(head).getLong();
            if (little(head).getInt(LENGTH_BYTES) != checksum(head, LENGTH_BYTES)
                    || length < 0
                    || length > MAX_BYTES) {
                return null;
            }
            int bytes = (int) length;
            byte[] rest = new byte[bytes + CHECKSUM_BYTES];
            file.read(ByteBuffer.wrap(rest), position + HEAD_BYTES);
            boolean whole = little(rest).getInt(bytes) == checksum(rest, bytes);
            return whole ? little(rest).limit(bytes) : null;
        } catch (EOFException e) {
            return null;
        }
    }

    /** How long the record of an event is. */
    static long framedBytes(ByteBuffer event) {
        return (long) HEAD_BYTES + event.limit() + CHECKSUM_BYTES;
    }

    /** The step of an event as it is written here; 0 if it has none. */
    static long step(ByteBuffer event) {
        int at = 1 + Double.BYTES;
        if (event.limit() <= at || event.get(at) != STEP) {
            return 0;
        }
        long step = 0;
        int shift = 0;
        byte next;
        do {
            at++;
            next = event.get(at);
            step |= (next & 0x7fL) << shift;
            shift += 7;
        } while (next < 0);
        return step;
    }

    /** CRC-32C, rotated and shifted: of bytes that hold checksums a plain one would be weak. */
    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
