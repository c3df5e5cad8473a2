// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketReaderTest {

    private final WebSocketReader reader = new WebSocketReader();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final List<String> messages = new ArrayList<>();

    private void read(byte[] bytes, int piece) throws MalformedResponseException {
        for (int k = 0; k < bytes.length; k += piece) {
            reader.read(
                    ByteBuffer.wrap(bytes, k, Math.min(piece, bytes.length - k)),
                    part -> {
                        byte[] some = new byte[part.remaining()];
                        part.get(some);
                        sound.writeBytes(some);
                    },
                    (kind, content) ->
                            messages.add(kind + new String(content, StandardCharsets.UTF_8)));
        }
    }

    /** As a server sends it: no mask. */
    private static byte[] frame(int first, byte[] content) {
        ByteBuffer frame = ByteBuffer.allocate(content.length + 10).put((byte) first);
        if (content.length < 126) {
            frame.put((byte) content.length);
        } else if (content.length < 65_536) {
            frame.put((byte) 126).putShort((short) content.length);
        } else {
            frame.put((byte) 127).putLong(content.length);
        }
        frame.put(content);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    private static byte[] ramp(int length) {
        byte[] bytes = new byte[length];
        for (int k = 0; k < length; k++) {
            bytes[k] = (byte) (k * 31);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 100_000})
    void readsSoundOfEveryLengthHoweverItIsDivided(int length) throws Exception {
        byte[] content = ramp(length);
        read(frame(0x82, content), 1);
        read(frame(0x82, content), 1 << 20);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(content);
        both.writeBytes(content);
        assertArrayEquals(both.toByteArray(), sound.toByteArray());
        assertEquals(List.of(), messages);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void joinsATextAroundAPing(int piece) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(frame(0x01, "hel".getBytes(StandardCharsets.UTF_8)));
        all.writeBytes(frame(0x89, "p".getBytes(StandardCharsets.UTF_8)));
        all.writeBytes(frame(0x80, "lo".getBytes(StandardCharsets.UTF_8)));
        all.writeBytes(frame(0x88, new byte[0]));
        read(all.toByteArray(), piece);
        assertEquals(List.of("9p", "1hello", "8"), messages);
    }

    @Test
    void refusesWhatNoServerSends() {
        byte[] masked = WebSocketReader.frame(WebSocketReader.TEXT, new byte[] {1});
        assertThrows(MalformedResponseException.class, () -> read(masked, 1));
    }

    @Test
    void masksWhatAClientSays() {
        byte[] frame = WebSocketReader.frame(WebSocketReader.TEXT, ramp(200));
        assertEquals((byte) 0x81, frame[0]);
        assertEquals((byte) (0x80 | 126), frame[1]);
        assertEquals(200, frame[3] & 0xff);
        assertEquals(2 + 2 + 4 + 200, frame.length);
    }
}
