// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads one HTTP/1.1 response as its bytes come, however they are divided (RFC 9112). */
final class HttpResponseReader {

    /** Takes the body's bytes as they come. */
    interface Body {
        /** Some more of them, to be read before this returns; the array is used again. */
        void bytes(ByteBuffer part);
    }

    private enum State {
        STATUS,
        HEADERS,
        FIXED,
        UNTIL_CLOSE,
        CHUNK_SIZE,
        CHUNK,
        CHUNK_END,
        TRAILERS,
        ENDED
    }

    private static final int MAX_LINE_BYTES = 8192;
    private static final int MAX_HEADERS = 100;
    private static final int SWITCHING_PROTOCOLS = 101;

    private final StringBuilder line = new StringBuilder();
    private final Map<String, String> headers = new HashMap<>();
    private State state = State.STATUS;
    private int status;
    private long left;

    /** Of the answer; 0 before it is known. Interim answers are passed over. */
    int status() {
        return status;
    }

    /** Whether all headers are read. */
    boolean answered() {
        return state != State.STATUS && state != State.HEADERS;
    }

    /** The last header of a name in lower case, or null. */
    String header(String name) {
        return headers.get(name);
    }

    /** Whether the body was there to its end. */
    boolean ended() {
        return state == State.ENDED;
    }

    /**
     * Reads what is there. After the end, and after a change of protocol, the rest is left alone.
     *
     * @throws MalformedResponseException if it is no response
     */
    void read(ByteBuffer in, Body body) throws MalformedResponseException {
        while (in.hasRemaining() && state != State.ENDED) {
            switch (state) {
                case FIXED, CHUNK -> part(in, body);
                case UNTIL_CLOSE -> {
                    body.bytes(in.slice());
                    in.position(in.limit());
                }
                default -> {
                    String whole = line(in);
                    if (whole != null) {
                        take(whole);
                    }
                }
            }
        }
    }

    /** The connection was closed: which ends a body that has no other end, and cuts all others. */
    void closed() {
        if (state == State.UNTIL_CLOSE) {
            state = State.ENDED;
        }
    }

    private void part(ByteBuffer in, Body body) {
        int length = (int) Math.min(left, in.remaining());
        body.bytes(in.slice(in.position(), length));
        in.position(in.position() + length);
        left -= length;
        if (left == 0) {
            state = state == State.FIXED ? State.ENDED : State.CHUNK_END;
        }
    }

    /** A line without its end, or null while it is not all there. */
    private String line(ByteBuffer in) throws MalformedResponseException {
        while (in.hasRemaining()) {
            byte next = in.get();
            if (next == '\n') {
                int length = line.length();
                if (length > 0 && line.charAt(length - 1) == '\r') {
                    line.setLength(length - 1);
                }
                String whole = line.toString();
                line.setLength(0);
                return whole;
            }
            line.append((char) (next & 0xff));
            if (line.length() > MAX_LINE_BYTES) {
                throw new MalformedResponseException(
                        "a line of the answer is longer than " + MAX_LINE_BYTES + " bytes");
            }
        }
        return null;
    }

    private void take(String text) throws MalformedResponseException {
        switch (state) {
            case STATUS -> status(text);
            case HEADERS -> header(text, true);
            case CHUNK_SIZE -> chunk(text);
            case CHUNK_END -> {
                if (!text.isEmpty()) {
                    throw new MalformedResponseException("a chunk is longer than it says");
                }
                state = State.CHUNK_SIZE;
            }
            case TRAILERS -> header(text, false);
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private void status(String text) throws MalformedResponseException {
        if (!text.matches("HTTP/1\\.[01] [1-5]\\d\\d( .*)?")) {
            throw new MalformedResponseException("no status line: " + text);
        }
        status = Integer.parseInt(text.substring(9, 12));
        state = State.HEADERS;
    }

    /** One of the headers, or the empty line behind them; trailers are read and not kept. */
    private void header(String text, boolean keep) throws MalformedResponseException {
        if (!text.isEmpty()) {
            int colon = text.indexOf(':');
            if (colon <= 0 || headers.size() >= MAX_HEADERS) {
                throw new MalformedResponseException("no header: " + text);
            }
            if (keep) {
                headers.put(
                        text.substring(0, colon).toLowerCase(Locale.ROOT),
                        text.substring(colon + 1).strip());
            }
        } else if (!keep || status == SWITCHING_PROTOCOLS) {
            state = State.ENDED;
        } else if (status < 200) {
            headers.clear();
            state = State.STATUS;
        } else {
            begin();
        }
    }

    private void begin() throws MalformedResponseException {
        String length = headers.get("content-length");
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            state = State.CHUNK_SIZE;
        } else if (status == 204 || status == 304) {
            state = State.ENDED;
        } else if (length == null) {
            state = State.UNTIL_CLOSE;
        } else {
            left = number(length, 10);
            state = left == 0 ? State.ENDED : State.FIXED;
        }
    }

    private void chunk(String text) throws MalformedResponseException {
        int extension = text.indexOf(';');
        left = number((extension < 0 ? text : text.substring(0, extension)).strip(), 16);
        state = left == 0 ? State.TRAILERS : State.CHUNK;
    }

    private static long number(String text, int radix) throws MalformedResponseException {
        byte[] digits = text.getBytes(StandardCharsets.ISO_8859_1);
        boolean plain = digits.length > 0 && digits.length <= 12;
        for (byte digit : digits) {
            plain &= Character.digit(digit, radix) >= 0;
        }
        if (!plain) {
            throw new MalformedResponseException("no length: " + text);
        }
        return Long.parseLong(text, radix);
    }
}
