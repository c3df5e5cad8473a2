// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Reads a server's WebSocket frames as their bytes come, however they are divided (RFC 6455). */
final class WebSocketReader {

    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int MAX_MESSAGE_BYTES = 65_536;

    /** Takes a whole message that is no sound. */
    interface Message {
        /** Its opcode and its content. */
        void of(int kind, byte[] content) throws MalformedResponseException;
    }

    private final ByteBuffer head = ByteBuffer.allocate(10);
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final ByteArrayOutputStream control = new ByteArrayOutputStream();
    private long left = -1;
    private int opcode;
    private int kind;
    private boolean last;

    /**
     * Reads what is there.
     *
     * @param binary takes the content of binary frames as it comes
     * @param other takes every other message when it is whole
     * @throws MalformedResponseException if it is no frame of a server
     */
    void read(ByteBuffer in, HttpResponseReader.Body binary, Message other)
            throws MalformedResponseException {
        while (in.hasRemaining()) {
            if (left < 0) {
                head.put(in.get());
                begin();
            }
            if (left >= 0) {
                content(in, binary, other);
            }
        }
    }

    /** Takes the head when it is whole. */
    private void begin() throws MalformedResponseException {
        if (head.position() < 2) {
            return;
        }
        int first = head.get(0) & 0xff;
        int length = head.get(1) & 0xff;
        if ((first & 0x70) != 0 || (length & 0x80) != 0) {
            throw new MalformedResponseException(
                    "a frame of a server has no extension and no mask: %x %x"
                            .formatted(first, length));
        }
        int size = length == 127 ? 10 : length == 126 ? 4 : 2;
        if (head.position() < size) {
            return;
        }
        left = size == 10 ? head.getLong(2) : size == 4 ? head.getShort(2) & 0xffff : length;
        head.clear();
        last = (first & 0x80) != 0;
        kind = first & 0x0f;
        if (kind != 0 && kind < CLOSE) {
            opcode = kind;
        }
        if (left < 0 || (opcode != BINARY && left + message.size() > MAX_MESSAGE_BYTES)) {
            throw new MalformedResponseException("a frame has " + left + " bytes");
        }
    }

    private void content(ByteBuffer in, HttpResponseReader.Body binary, Message other)
            throws MalformedResponseException {
        int length = (int) Math.min(left, in.remaining());
        if (kind < CLOSE && opcode == BINARY) {
            binary.bytes(in.slice(in.position(), length));
            in.position(in.position() + length);
        } else {
            // A control frame may stand between two of a text.
            ByteArrayOutputStream kept = kind >= CLOSE ? control : message;
            for (int k = 0; k < length; k++) {
                kept.write(in.get());
            }
        }
        left -= length;
        if (left == 0) {
            left = -1;
            whole(other);
        }
    }

    private void whole(Message other) throws MalformedResponseException {
        if (kind >= CLOSE) {
            byte[] content = control.toByteArray();
            control.reset();
            other.of(kind, content);
        } else if (last && opcode != BINARY) {
            byte[] content = message.toByteArray();
            message.reset();
            other.of(opcode, content);
        }
    }

    /** A whole message of a client, masked as it must be; a mask of zeros leaves it as it is. */
    static byte[] frame(int kind, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(content.length + 8);
        frame.put((byte) (0x80 | kind));
        if (content.length < 126) {
            frame.put((byte) (0x80 | content.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) content.length);
        }
        frame.putInt(0).put(content);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }
}
