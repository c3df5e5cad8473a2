// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // Requests are shown with their line ends.
final class GuardTest {

    private static final String ANN = "ann-0123456789abcdef";
    private static final String BOB = "bob-0123456789abcdef";
    private static final String ROOT = "root-0123456789abcdef";
    private static final String AUTHORIZATION = "Authorization";

    private static RunningServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path keys = folder.resolve("keys");
        Files.writeString(
                keys, "# who may\nann %s\n\nbob\t%s\nroot %s operator\n".formatted(ANN, BOB, ROOT));
        server =
                new RunningServer(
                        ApiKeys.read(keys),
                        Map.of(
                                "slots", 4,
                                "streams_per_key", 1,
                                "public_origin", "https://textures.example.org"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String bearer(String key) {
        return "Bearer " + key;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/models",
                "/v1/streams",
                "/metrics",
                "/v1/textures/live",
                "/nope",
                "/page/../v1/models"
            })
    void needsAKey(String path) throws Exception {
        String answer =
                server.raw(
                        "GET "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
        assertTrue(answer.contains("WWW-Authenticate: Bearer"), answer);
        assertTrue(answer.contains("urn:timbrel:problem:unauthorized"), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/page/style.css", "/openapi.json", "/health/live", "/health/ready"})
    void isOpenToAll(String path) throws Exception {
        assertEquals(200, server.get(path).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer ",
                "Bearer x",
                "Basic YW5uOmFubg==",
                ANN,
                "Bearer ANN-0123456789ABCDEF",
                "Bearer " + ANN + "0"
            })
    void refusesWrongKeys(String authorization) throws Exception {
        assertEquals(401, server.get("/v1/models", AUTHORIZATION, authorization).statusCode());
    }

    @Test
    void letsKeysIn() throws Exception {
        assertEquals(200, server.get("/v1/models", AUTHORIZATION, bearer(ANN)).statusCode());
        assertEquals(200, server.get("/v1/models", AUTHORIZATION, "bearer " + ANN).statusCode());
    }

    /** Without a key nothing of a body is read: the answer is there before it. */
    @Test
    void refusesBeforeItReads() throws Exception {
        String answer =
                server.raw(
                        "POST /v1/audio/textures HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 60000\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 401 "), answer);
    }

    @Test
    void streamsAreTheirOwners() throws Exception {
        HttpResponse<InputStream> playing =
                server.stream(
                        "{\"duration_s\":60,\"pace\":\"realtime\"}", AUTHORIZATION, bearer(ANN));
        String id = playing.headers().firstValue("X-Stream-Id").orElseThrow();
        JsonNode anns = RunningServer.json(server.get("/v1/streams", AUTHORIZATION, bearer(ANN)));
        assertEquals(id, anns.get("streams").get(0).get("id").textValue());
        JsonNode bobs = RunningServer.json(server.get("/v1/streams", AUTHORIZATION, bearer(BOB)));
        assertEquals(0, bobs.get("streams").size());
        assertEquals(1, bobs.get("running").intValue());
        String path = "/v1/streams/" + id;
        HttpResponse<String> foreign =
                server.send("DELETE", path, null, AUTHORIZATION, bearer(BOB));
        HttpResponse<String> none =
                server.send("DELETE", "/v1/streams/none", null, AUTHORIZATION, bearer(BOB));
        assertEquals(404, foreign.statusCode());
        assertEquals(
                none.body().replace("/v1/streams/none", path),
                foreign.body(),
                "one can tell which");
        assertEquals(200, server.get(path, AUTHORIZATION, bearer(ANN)).statusCode());
        HttpResponse<byte[]> second = server.sound("{}", AUTHORIZATION, bearer(ANN));
        assertEquals(429, second.statusCode());
        assertTrue(second.headers().firstValue("Retry-After").isPresent());
        assertTrue(
                new String(second.body(), StandardCharsets.UTF_8)
                        .contains("urn:timbrel:problem:owner-limit"));
        assertEquals(
                204, server.send("DELETE", path, null, AUTHORIZATION, bearer(ANN)).statusCode());
        assertThrows(IOException.class, () -> playing.body().readAllBytes(), "not cut");
        assertTrue(server.becomesIdle(5));
    }

    @Test
    void socketsBringKeysAsProtocols() throws Exception {
        assertThrows(CompletionException.class, () -> new LiveClient(server));
        String key =
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(BOB.getBytes(StandardCharsets.UTF_8));
        LiveClient client = new LiveClient(server, true, "timbrel.key." + key, "timbrel.v1");
        assertEquals("timbrel.v1", client.subprotocol());
        client.say("{\"type\":\"start\",\"duration_s\":0.1}");
        client.next("done");
        assertEquals(1000, client.closeCode());
    }

    @Test
    void drainsForOperatorsAlone() throws Exception {
        HttpResponse<String> refused =
                server.send("POST", "/v1/drain", "{}", AUTHORIZATION, bearer(ANN));
        assertEquals(403, refused.statusCode());
        assertFalse(server.server().engine().draining());
    }

    /** A request's host and origin, and the status. */
    @ParameterizedTest
    @CsvSource({
        "localhost, , 200",
        "127.0.0.1, , 200",
        "127.1.2.3, , 200",
        "[::1], , 200",
        "evil.example, , 421",
        "127.0.0.1.evil.example, , 421",
        "localhost.evil.example, , 421",
        "localhost:PORT, http://localhost:PORT, 200",
        "LOCALHOST:PORT, http://localhost:PORT, 200",
        "localhost:PORT, http://127.0.0.1:PORT, 403",
        "localhost:PORT, http://localhost:1, 403",
        "localhost:PORT, http://evil.example, 403",
        "localhost:PORT, null, 403",
        "localhost:PORT, file://, 403",
        "localhost:PORT, x y, 403",
        "textures.example.org, https://textures.example.org, 200",
        "localhost:PORT, https://textures.example.org, 200",
        "textures.example.org, http://textures.example.org:81, 403"
    })
    void knowsItsHostAndOrigin(String host, String origin, int status) throws Exception {
        String port = Integer.toString(server.server().port());
        String lines =
                "GET /v1/models HTTP/1.1\r\nConnection: close\r\nAuthorization: "
                        + bearer(ANN)
                        + "\r\nHost: "
                        + host.replace("PORT", port)
                        + (origin == null ? "" : "\r\nOrigin: " + origin.replace("PORT", port));
        String answer = server.raw(lines + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
        assertFalse(answer.contains("Access-Control-Allow"), answer);
    }

    @Test
    void refusesOtherSitesWithoutOrigin() throws Exception {
        HttpResponse<String> foreign =
                server.get(
                        "/v1/models", AUTHORIZATION, bearer(ANN), "Sec-Fetch-Site", "cross-site");
        assertEquals(403, foreign.statusCode());
        assertEquals(200, server.get("/", "Sec-Fetch-Site", "cross-site").statusCode());
    }
}
