// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A place in a file's bytes; never goes over its end. */
final class ByteCursor {

    private static final int MAX_NUMBER_BYTES = 4;

    private final byte[] bytes;
    private final int end;
    private int at;

    ByteCursor(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private ByteCursor(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
    }

    int at() {
        return at;
    }

    int left() {
        return end - at;
    }

    int next() throws MidiException {
        if (at >= end) {
            throw new MidiException(
                    "truncated: ends at byte %d in the midst of an event".formatted(at));
        }
        return bytes[at++] & 0xff;
    }

    /** Of a channel message. */
    int data() throws MidiException {
        int value = next();
        if (value > 0x7f) {
            throw new MidiException(
                    "damaged: data byte %d at byte %d is above 127".formatted(value, at - 1));
        }
        return value;
    }

    void back() {
        at--;
    }

    /** Big-endian. */
    long number(int size) throws MidiException {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    long littleEndian32() throws MidiException {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) number(Integer.BYTES)));
    }

    /** A number of up to four bytes, of which all but the last have their highest bit set. */
    int variable() throws MidiException {
        int value = 0;
        for (int i = 0; i < MAX_NUMBER_BYTES; i++) {
            int next = next();
            value = value << 7 | (next & 0x7f);
            if (next < 0x80) {
                return value;
            }
        }
        throw new MidiException(
                "damaged: the number before byte %d has more than %d bytes"
                        .formatted(at, MAX_NUMBER_BYTES));
    }

    /** The next {@code length} bytes by themselves; this cursor goes on behind them. */
    ByteCursor part(long length, String what) throws MidiException {
        if (length > left()) {
            throw new MidiException(
                    "truncated: %s at byte %d wants %d bytes, and %d are left"
                            .formatted(what, at, length, left()));
        }
        ByteCursor part = new ByteCursor(bytes, at, at + (int) length);
        at = part.end;
        return part;
    }

    /** What is left, one character a byte. */
    String latin1() {
        return new String(bytes, at, left(), StandardCharsets.ISO_8859_1);
    }

    /** What is left, undecoded. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }
}
