// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LiveSocketTest {

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server =
                new RunningServer(
                        null,
                        Map.of(
                                "slots", 2,
                                "max_queue", 1,
                                "queue_seconds", 1,
                                "ws_start_seconds", 1,
                                "stall_seconds", 2,
                                "ws_message_bytes", 2048,
                                "ws_messages_per_second", 20));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void slotsAreFree() throws InterruptedException {
        assertTrue(server.becomesIdle(10), "a slot is still taken");
    }

    @Test
    void playsToItsEnd() throws Exception {
        LiveClient client = new LiveClient(server);
        assertEquals("timbrel.v1", client.subprotocol());
        client.say("{\"type\":\"start\",\"seed\":5,\"duration_s\":0.7,\"lead_s\":10}");
        JsonNode started = client.next("started");
        assertEquals(5, started.get("seed").longValue());
        assertEquals("rain", started.get("model").textValue());
        assertEquals(44_100, started.get("sample_rate_hz").intValue());
        assertEquals("s16le", started.get("encoding").textValue());
        assertEquals(0.7, client.next("done").get("seconds").doubleValue(), 1e-4);
        assertEquals(1000, client.closeCode());
        assertEquals(2 * Math.round(0.7 * 44_100), client.sound().length);
        byte[] same =
                server.sound("{\"seed\":5,\"duration_s\":0.7,\"response_format\":\"pcm\"}").body();
        assertArrayEquals(same, client.sound());
    }

    @Test
    void isSteeredAndStopped() throws Exception {
        LiveClient client = new LiveClient(server);
        client.say("{\"type\":\"start\",\"seed\":5}");
        client.next("started");
        client.say("{\"type\":\"steer\",\"loudness_db\":-60,\"glide_s\":0}");
        JsonNode steered = client.next("steered");
        double at = steered.get("at_s").doubleValue();
        assertTrue(at >= 0 && at < 2, "steered at " + at);
        client.say("{\"type\":\"steer\",\"loudness_db\":99}");
        JsonNode problem = client.next("problem");
        assertEquals("urn:timbrel:problem:invalid-value", problem.get("problem_type").textValue());
        assertTrue(problem.get("detail").textValue().contains("-60..24"), problem.toString());
        JsonNode state = client.next("state");
        assertTrue(state.get("sent_s").doubleValue() > 0);
        client.say("{\"type\":\"start\"}");
        assertEquals(400, client.next("problem").get("status").intValue());
        client.say("{\"type\":\"stop\"}");
        double seconds = client.next("done").get("seconds").doubleValue();
        assertEquals(1000, client.closeCode());
        assertEquals(Math.round(seconds * 44_100) * 2, client.sound().length);
    }

    /** What the server answered is enough to hear the same again. */
    @Test
    void isReplayedFromItsKeyframes() throws Exception {
        LiveClient client = new LiveClient(server);
        client.say("{\"type\":\"start\",\"seed\":9,\"duration_s\":2}");
        client.next("started");
        client.say("{\"type\":\"steer\",\"loudness_db\":-20,\"glide_s\":0.5}");
        double at = client.next("steered").get("at_s").doubleValue();
        client.next("done");
        String replay =
                """
                {"seed":9,"duration_s":2,"response_format":"pcm","loudness_db":[
                {"at_s":%s,"value":0},{"at_s":%s,"value":-20}]}
                """
                        .formatted(at, at + 0.5);
        assertArrayEquals(server.sound(replay).body(), client.sound());
    }

    @Test
    void closesWhatDoesNotStart() throws Exception {
        assertEquals(1008, new LiveClient(server).closeCode());
    }

    @Test
    void refusesWrongStarts() throws Exception {
        for (String start :
                new String[] {
                    "{",
                    "[]",
                    "{\"type\":\"steer\"}",
                    "{\"seed\":1}",
                    "{\"type\":\"start\",\"seed\":\"x\"}",
                    "{\"type\":\"start\",\"model\":\"../rain\"}",
                    "{\"type\":\"start\",\"lead_s\":-1}",
                    "{\"type\":\"start\",\"pace\":\"fast\"}"
                }) {
            LiveClient client = new LiveClient(server);
            client.say(start);
            assertEquals(400, client.next("problem").get("status").intValue(), start);
            assertEquals(1008, client.closeCode(), start);
        }
    }

    @Test
    void refusesWhatIsTooBigOrNoText() throws Exception {
        LiveClient big = new LiveClient(server);
        big.say(" ".repeat(4096));
        assertEquals(1009, big.closeCode());
        LiveClient binary = new LiveClient(server);
        binary.socket().sendBinary(ByteBuffer.allocate(8), true).join();
        assertEquals(1003, binary.closeCode());
    }

    @Test
    void refusesTooManyMessages() throws Exception {
        LiveClient client = new LiveClient(server);
        client.say("{\"type\":\"start\",\"seed\":5}");
        client.next("started");
        for (int k = 0; k < 40; k++) {
            CompletableFuture<?> unused =
                    client.socket().sendText("{\"type\":\"steer\",\"temperature\":1}", true);
        }
        assertEquals(1008, client.closeCode());
    }

    @Test
    void refusesWhoFindsNoSlot() throws Exception {
        LiveClient one = new LiveClient(server).say("{\"type\":\"start\"}");
        LiveClient two = new LiveClient(server).say("{\"type\":\"start\"}");
        one.next("started");
        two.next("started");
        LiveClient waits = new LiveClient(server).say("{\"type\":\"start\"}");
        JsonNode late = waits.next("problem");
        assertEquals("urn:timbrel:problem:queue-timeout", late.get("problem_type").textValue());
        assertTrue(late.get("retry_after_s").intValue() >= 1);
        assertEquals(1013, waits.closeCode());
        LiveClient first = new LiveClient(server).say("{\"type\":\"start\"}");
        while (server.server().engine().waiting() == 0) {
            Thread.sleep(5);
        }
        LiveClient second = new LiveClient(server).say("{\"type\":\"start\"}");
        JsonNode full = second.next("problem");
        assertEquals("urn:timbrel:problem:queue-full", full.get("problem_type").textValue());
        assertEquals(1013, second.closeCode());
        // A client that goes away while it waits leaves the queue.
        first.socket().abort();
        double end = System.nanoTime() + 5e8;
        while (server.server().engine().waiting() > 0 && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertEquals(0, server.server().engine().waiting());
        one.socket().abort();
        two.say("{\"type\":\"stop\"}").next("done");
    }

    @Test
    void endsWhoDoesNotListen() throws Exception {
        LiveClient deaf = new LiveClient(server, false, "timbrel.v1");
        deaf.say("{\"type\":\"start\",\"lead_s\":10}");
        // What sockets buffer, some seconds of it, and then stall_seconds.
        assertTrue(server.becomesIdle(60), "its slot is still taken");
        deaf.socket().abort();
    }

    @Test
    void refusesForeignPages() {
        assertThrows(
                CompletionException.class,
                () ->
                        server.client()
                                .newWebSocketBuilder()
                                .header("Origin", "http://evil.example")
                                .buildAsync(
                                        URI.create(
                                                server.uri("/v1/textures/live")
                                                        .toString()
                                                        .replace("http:", "ws:")),
                                        new WebSocket.Listener() {})
                                .join());
    }
}
