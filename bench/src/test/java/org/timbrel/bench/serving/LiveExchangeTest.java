// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveExchangeTest {

    private static final String UPGRADED =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";

    private final LiveExchange exchange =
            new LiveExchange(
                    "127.0.0.1:1", new StreamWish(StreamWish.Way.LIVE, "rain", 7, 2, 0.25, null));
    private final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    private int sound;

    /** A frame of a server, shorter than 126 bytes. */
    private void frame(int first, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        answer.write(first);
        answer.write(bytes.length);
        answer.writeBytes(bytes);
    }

    private void read(int piece) throws MalformedResponseException {
        byte[] bytes = answer.toByteArray();
        for (int k = 0; k < bytes.length; k += piece) {
            exchange.read(
                    ByteBuffer.wrap(bytes, k, Math.min(piece, bytes.length - k)),
                    part -> sound += part.remaining());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 1000})
    void hearsAStreamToItsEnd(int piece) throws Exception {
        answer.writeBytes(UPGRADED.getBytes(StandardCharsets.ISO_8859_1));
        frame(0x81, "{\"type\":\"started\",\"seed\":7,\"queued_s\":0.125}");
        frame(0x82, "abcd");
        frame(0x81, "{\"type\":\"state\",\"made_s\":1.5}");
        frame(0x89, "!");
        frame(0x82, "efgh");
        read(piece);
        assertEquals(200, exchange.status());
        assertEquals(0.125, exchange.queuedSeconds());
        assertEquals(8, sound);
        assertFalse(exchange.ended());
        answer.reset();
        frame(0x81, "{\"type\":\"done\",\"seconds\":2}");
        read(piece);
        assertTrue(exchange.ended());
        String said = new String(exchange.reply().array(), StandardCharsets.ISO_8859_1);
        assertTrue(said.contains("\"type\":\"start\"") && said.contains("\"seed\":7"), said);
        assertTrue(said.endsWith("\u008a\u0081\0\0\0\0!"), "the ping's pong: " + said);
    }

    @Test
    void aRefusalHasItsStatus() throws Exception {
        answer.writeBytes(UPGRADED.getBytes(StandardCharsets.ISO_8859_1));
        frame(
                0x81,
                "{\"type\":\"problem\",\"problem_type\":\"urn:timbrel:problem:queue-full\",\"status\":429,\"retry_after_s\":2}");
        frame(0x88, "\u0003");
        read(1);
        assertEquals(429, exchange.status());
        assertEquals("queue-full", exchange.problem());
        assertEquals(2, exchange.retryAfterSeconds());
        assertTrue(exchange.ended());
    }

    @Test
    void aHandshakeMayBeRefused() throws Exception {
        answer.writeBytes(
                "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        read(1000);
        assertEquals(401, exchange.status());
    }

    @Test
    void aCloseInTheMiddleIsNoEnd() throws Exception {
        answer.writeBytes(UPGRADED.getBytes(StandardCharsets.ISO_8859_1));
        frame(0x81, "{\"type\":\"started\"}");
        frame(0x88, "");
        read(1000);
        exchange.closed();
        assertEquals(200, exchange.status());
        assertFalse(exchange.ended());
    }
}
