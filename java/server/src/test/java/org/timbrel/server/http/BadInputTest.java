// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each wrong request gets a problem, and disturbs nobody. */
@SuppressWarnings("StringConcatToTextBlock") // Requests are shown with their line ends.
final class BadInputTest {

    private static final String POST =
            "POST /v1/audio/textures HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server =
                new RunningServer(
                        null,
                        Map.of(
                                "slots", 4,
                                "idle_seconds", 1,
                                "max_body_bytes", 4096,
                                "max_keyframes", 3,
                                "max_duration_seconds", 100));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode problem(HttpResponse<String> response, int status) throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        assertEquals(
                "application/problem+json",
                response.headers().firstValue("Content-Type").orElseThrow());
        JsonNode problem = RunningServer.json(response);
        assertEquals(status, problem.get("status").intValue());
        assertTrue(problem.get("type").textValue().startsWith("urn:timbrel:problem:"));
        assertFalse(problem.get("detail").textValue().isBlank());
        assertFalse(response.body().contains("Exception"), response.body());
        return problem;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "null",
                "{}{}",
                "{\"seed\":1,\"seed\":2}",
                "{'seed':1}",
                "{\"seed\":NaN}",
                "[[[[[[[[[[[[",
                "{\"seed\":1",
                "\u0000",
                "{\"a\":\"\\ud800"
            })
    void malformedJson(String body) throws Exception {
        JsonNode problem = problem(server.send("POST", "/v1/audio/textures", body), 400);
        assertEquals("urn:timbrel:problem:malformed-json", problem.get("type").textValue());
    }

    /** The field and what the problem says of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sead\":1} | sead: there is no such field",
                "{\"seed\":1.5} | seed: 1.5 is no whole number",
                "{\"seed\":99999999999999999999} | seed: 99999999999999999999 is no whole",
                "{\"seed\":\"x\"} | seed: \"x\" is no whole number",
                "{\"seed\":{}} | seed: an object is no whole number",
                "{\"model\":\"../rain\"} | model: there is no such model; there are: rain",
                "{\"model\":\"/etc/passwd\"} | model: there is no such model",
                "{\"model\":7} | model: 7 is no text",
                "{\"temperature\":-0.1} | temperature: -0.1 is outside 0..10",
                "{\"temperature\":1e999} | temperature: \"Infinity\" is outside 0..10",
                "{\"temperature\":\"1\"} | temperature: \"1\" is no number",
                "{\"duration_s\":0} | duration_s: 0 is not above 0",
                "{\"duration_s\":-5} | duration_s: -5 is outside 0..100",
                "{\"duration_s\":100.5} | duration_s: 100.5 is outside 0..100",
                "{\"lead_s\":11} | lead_s: 11 is outside 0..10",
                "{\"loudness_db\":25} | loudness_db: 25 is outside -60..24",
                "{\"loudness_db\":[]} | loudness_db: 0 keyframes are outside 1..3",
                "{\"loudness_db\":[1]} | loudness_db[0]: must be {\"at_s\"",
                "{\"loudness_db\":[{\"at_s\":0}]} | loudness_db[0]: has no value",
                "{\"loudness_db\":[{\"value\":0}]} | loudness_db[0]: has no at_s",
                "{\"loudness_db\":[{\"at_s\":-1,\"value\":0}]} | at_s: -1 is outside 0..",
                "{\"loudness_db\":[{\"at_s\":0,\"value\":99}]} | loudness_db[0].value: 99 is outside",
                "{\"loudness_db\":[{\"at_s\":1,\"value\":0},{\"at_s\":1,\"value\":0}]} | order of time",
                "{\"brightness_db_per_octave\":13} | brightness_db_per_octave: 13 is outside -12..12",
                "{\"condition\":\"fire\"} | condition: this model tells no sounds apart",
                "{\"response_format\":\"mp3\"} | response_format: 'mp3' is none of: wav, flac, opus, pcm",
                "{\"stream_format\":\"x\"} | stream_format: 'x' is none of: audio, sse",
                "{\"pace\":\"slow\"} | pace: 'slow' is none of: fast, realtime"
            })
    void invalidValues(String body, String says) throws Exception {
        JsonNode problem = problem(server.send("POST", "/v1/audio/textures", body), 400);
        assertEquals("urn:timbrel:problem:invalid-value", problem.get("type").textValue());
        String detail = problem.get("detail").textValue();
        assertTrue(detail.contains(says), detail);
    }

    @Test
    void tooManyKeyframes() throws Exception {
        String points =
                "{\"at_s\":0,\"value\":0},{\"at_s\":1,\"value\":0},{\"at_s\":2,\"value\":0},{\"at_s\":3,\"value\":0}";
        JsonNode problem =
                problem(
                        server.send(
                                "POST", "/v1/audio/textures", "{\"loudness_db\":[" + points + "]}"),
                        400);
        assertEquals(
                "loudness_db: 4 keyframes are outside 1..3", problem.get("detail").textValue());
    }

    @Test
    void otherMediaTypes() throws Exception {
        HttpResponse<String> none =
                server.client()
                        .send(
                                java.net.http.HttpRequest.newBuilder(
                                                server.uri("/v1/audio/textures"))
                                        .POST(
                                                java.net.http.HttpRequest.BodyPublishers.ofString(
                                                        "{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
        problem(none, 415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nope", "/v1", "/v1/", "/page/", "/page/none.js", "/v1/models/none"})
    void unknownPaths(String path) throws Exception {
        problem(server.get(path), 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page/../index.html",
                "/page/..%2findex.html",
                "/page/%2e%2e/openapi.json",
                "/v1/models/..%2f..%2frain",
                "/page/..;/x",
                "//etc/passwd",
                "/page/%00",
                "/v1/models/%ff"
            })
    void pathTricks(String path) throws Exception {
        String answer =
                server.raw(
                        "GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        String status = answer.substring(9, 12);
        assertTrue(status.equals("400") || status.equals("404"), answer);
        assertTrue(answer.contains("urn:timbrel:problem:"), answer);
        assertFalse(answer.contains("root:"), answer);
    }

    @Test
    void otherMethods() throws Exception {
        HttpResponse<String> put = server.send("PUT", "/v1/models", "{}");
        problem(put, 405);
        assertEquals("GET", put.headers().firstValue("Allow").orElseThrow());
        HttpResponse<String> get = server.get("/v1/audio/textures");
        problem(get, 405);
        assertEquals("POST", get.headers().firstValue("Allow").orElseThrow());
    }

    @Test
    void aSocketWithoutUpgrade() throws Exception {
        HttpResponse<String> plain = server.get("/v1/textures/live");
        problem(plain, 426);
        assertEquals("websocket", plain.headers().firstValue("Upgrade").orElseThrow());
    }

    /** What is no proper HTTP, and the status that it gets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | 400",
                "GET / HTTP/1.1 | 400",
                "GET / HTTP/1.1~Ho st: x | 400",
                "GET / HTTP/9.9~Host: localhost | 505",
                "GET / HTTP/1.1~Host: localhost~Content-Length: x | 400",
                "GET / HTTP/1.1~Host: a b | 400",
                "POST /v1/audio/textures HTTP/1.1~Host: localhost~Content-Length: -1 | 400",
                "POST /v1/audio/textures HTTP/1.1~Host: localhost~Content-Length: 1~Content-Length: 2 | 400",
                "POST /v1/audio/textures HTTP/1.1~Host: localhost~Content-Length: 2~Transfer-Encoding: chunked | 400",
                "POST /v1/audio/textures HTTP/1.1~Host: localhost~Content-Length: 9999999999 | 413",
                "POST /v1/audio/textures HTTP/1.1~Host: localhost~Content-Length: 99999999999999999999 | 400",
                "GET / HTTP/1.1~Host: evil.example | 421"
            })
    void malformedHttp(String lines, int status) throws Exception {
        String answer = server.raw(lines.replace("~", "\r\n") + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertTrue(answer.contains("\"status\":" + status), answer);
        assertFalse(answer.contains("Jetty"), answer);
    }

    @Test
    void hugeHeadersAndAddresses() throws Exception {
        String header =
                server.raw(
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX: "
                                + "a".repeat(20_000)
                                + "\r\n\r\n");
        assertTrue(header.startsWith("HTTP/1.1 431 "), header);
        assertTrue(header.contains("urn:timbrel:problem:headers-too-large"), header);
        String address =
                server.raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(address.startsWith("HTTP/1.1 414 "), address);
    }

    @Test
    void brokenChunks() throws Exception {
        String answer =
                server.raw(POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        assertTrue(answer.contains("urn:timbrel:problem:malformed-request"), answer);
    }

    /** Before it is read: the client is told while it has not sent any of it. */
    @Test
    void hugeBodies() throws Exception {
        String chunk = "1000\r\n" + "a".repeat(4096) + "\r\n";
        String answer = server.raw(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk);
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        problem(server.send("POST", "/v1/audio/textures", " ".repeat(5000)), 413);
    }

    @Test
    void bodiesThatDoNotCome() throws Exception {
        long begin = System.nanoTime();
        String answer = server.raw(POST + "Content-Length: 10\r\n\r\n{");
        double seconds = (System.nanoTime() - begin) / 1e9;
        assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
        assertTrue(seconds > 0.5 && seconds < 5, "after " + seconds + " s");
    }

    /** A byte now and then keeps a connection from being idle, but not from its deadline. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: localhost\r\nX: ",
                POST + "Content-Length: 4000\r\n\r\n"
            })
    void slowWriters(String begin) throws Exception {
        try (Socket socket = server.socket()) {
            socket.getOutputStream().write(begin.getBytes(StandardCharsets.US_ASCII));
            long start = System.nanoTime();
            InputStream in = socket.getInputStream();
            boolean over = false;
            while (!over && System.nanoTime() - start < 10e9) {
                Thread.sleep(100);
                try {
                    socket.getOutputStream().write('a');
                    over = in.available() > 0;
                } catch (IOException e) {
                    over = true;
                }
            }
            assertTrue(over, "still open after 10 s");
        }
    }

    /** They cost no thread, others are served meanwhile, and they end. */
    @Test
    void aThousandThatSayNothing() throws Exception {
        int threads = Thread.activeCount();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int k = 0; k < 1000; k++) {
                silent.add(server.socket());
            }
            assertEquals(200, server.get("/health/ready").statusCode());
            byte[] sound =
                    server.sound("{\"seed\":1,\"duration_s\":0.1,\"response_format\":\"pcm\"}")
                            .body();
            assertEquals(2 * 4410, sound.length);
            assertTrue(Thread.activeCount() - threads < 50, Thread.activeCount() + " threads");
            long begin = System.nanoTime();
            for (Socket socket : silent) {
                assertEquals(-1, socket.getInputStream().read());
            }
            assertTrue(System.nanoTime() - begin < 10e9);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** In each phase; the slot comes back, and another's stream stays what it is. */
    @Test
    void clientsThatGoAway() throws Exception {
        String other = "{\"seed\":3,\"duration_s\":1.5,\"response_format\":\"pcm\"}";
        byte[] undisturbed = server.sound(other).body();
        HttpResponse<InputStream> playing = server.stream(other);
        String request = POST + "Content-Length: ";
        String body = "{\"duration_s\":90,\"pace\":\"realtime\"}";
        String whole = request + body.length() + "\r\n\r\n" + body;
        for (int cut : new int[] {1, 40, request.length() + 8, whole.length()}) {
            try (Socket socket = server.socket()) {
                socket.getOutputStream()
                        .write(whole.substring(0, cut).getBytes(StandardCharsets.US_ASCII));
            }
        }
        try (Socket socket = server.socket()) {
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', socket.getInputStream().read());
            socket.setSoLinger(true, 0);
        }
        assertEquals(undisturbed.length, playing.body().readAllBytes().length);
        assertTrue(server.becomesIdle(5), "a slot is still taken");
    }

    /** Who reads nothing is parked, and ended when nothing goes out for idle_seconds. */
    @Test
    void slowReaders() throws Exception {
        try (Socket socket = server.socket()) {
            String body = "{\"duration_s\":100,\"response_format\":\"wav\"}";
            socket.setReceiveBufferSize(4096);
            socket.getOutputStream()
                    .write(
                            (POST + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', socket.getInputStream().read());
            assertTrue(server.becomesIdle(20), "its slot is still taken");
        }
    }
}
