// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseReaderTest {

    private static final String CHUNKED =
            String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "Transfer-Encoding: chunked",
                    "X-Seed: 7",
                    "",
                    "5",
                    "hello",
                    "A;why=not",
                    ", \r\n world",
                    "00000",
                    "X-End: yes",
                    "\r\n");

    private final HttpResponseReader reader = new HttpResponseReader();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** Feeds it in pieces of a length; what it leaves unread. */
    private int read(String answer, int piece) throws MalformedResponseException {
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        int unread = 0;
        for (int k = 0; k < bytes.length; k += piece) {
            ByteBuffer in = ByteBuffer.wrap(bytes, k, Math.min(piece, bytes.length - k));
            reader.read(
                    in,
                    part -> {
                        byte[] some = new byte[part.remaining()];
                        part.get(some);
                        body.writeBytes(some);
                    });
            unread += in.remaining();
        }
        return unread;
    }

    private String text() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
    void readsChunksHoweverTheyAreDivided(int piece) throws Exception {
        assertEquals(0, read(CHUNKED, piece));
        assertEquals("hello, \r\n world", text());
        assertEquals("7", reader.header("x-seed"));
        assertTrue(reader.ended());
    }

    @Test
    void anEndThatIsMissingIsNoEnd() throws Exception {
        read(CHUNKED.substring(0, CHUNKED.length() - 4), 5);
        reader.closed();
        assertEquals("hello, \r\n world", text());
        assertFalse(reader.ended());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 1000})
    void readsARefusalWithItsLength(int piece) throws Exception {
        read(
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 2\r\nContent-Length: 4\r\n\r\n{  }",
                piece);
        assertEquals(429, reader.status());
        assertEquals("2", reader.header("retry-after"));
        assertEquals("{  }", text());
        assertTrue(reader.ended());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void readsToTheCloseWhereThereIsNoLength(int piece) throws Exception {
        read("HTTP/1.0 200 \r\n\r\nall of it", piece);
        assertFalse(reader.ended());
        reader.closed();
        assertEquals("all of it", text());
        assertTrue(reader.ended());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void passesInterimAnswersOver(int piece) throws Exception {
        read("HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", piece);
        assertEquals(204, reader.status());
        assertEquals(null, reader.header("a"));
        assertTrue(reader.ended());
    }

    @Test
    void leavesWhatFollowsAChangeOfProtocol() throws Exception {
        assertEquals(3, read("HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\nabc", 1000));
        assertTrue(reader.ended());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/2 200 OK\r\n",
                "hello\r\n",
                "HTTP/1.1 20 OK\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
            })
    void saysWhatIsNoAnswer(String answer) {
        assertThrows(MalformedResponseException.class, () -> read(answer, 3));
    }

    @Test
    void aLineHasAnEnd() {
        assertThrows(
                MalformedResponseException.class,
                () -> read("HTTP/1.1 200 " + "x".repeat(9000), 9));
    }
}
