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
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DrainTest {

    @Test
    void letsStreamsEndAndTakesNoMore() throws Exception {
        try (RunningServer server = new RunningServer(null, Map.of("slots", 2))) {
            String body = "{\"duration_s\":1.5,\"pace\":\"realtime\",\"response_format\":\"pcm\"}";
            HttpResponse<InputStream> playing = server.stream(body);
            assertEquals(200, server.get("/health/ready").statusCode());
            assertEquals(202, server.send("POST", "/v1/drain", "{}").statusCode());
            HttpResponse<String> ready = server.get("/health/ready");
            assertEquals(503, ready.statusCode());
            assertTrue(ready.body().contains("urn:timbrel:problem:draining"));
            assertEquals(200, server.get("/health/live").statusCode());
            HttpResponse<byte[]> more = server.sound("{}");
            assertEquals(503, more.statusCode());
            assertTrue(more.headers().firstValue("Retry-After").isPresent());
            LiveClient live = new LiveClient(server).say("{\"type\":\"start\"}");
            assertEquals(503, live.next("problem").get("status").intValue());
            assertEquals(1001, live.closeCode());
            assertEquals(2 * 66_150, playing.body().readAllBytes().length);
            assertTrue(server.server().drain(), "all came to their ends");
        }
    }

    @Test
    void endsThoseThatDoNotEnd() throws Exception {
        try (RunningServer server =
                new RunningServer(null, Map.of("slots", 2, "drain_seconds", 0.5))) {
            LiveClient endless = new LiveClient(server).say("{\"type\":\"start\"}");
            endless.next("started");
            HttpResponse<InputStream> lasting =
                    server.stream("{\"duration_s\":60,\"pace\":\"realtime\"}");
            assertFalse(server.server().drain(), "two did not come to their ends");
            JsonNode problem = endless.next("problem");
            assertEquals("urn:timbrel:problem:draining", problem.get("problem_type").textValue());
            assertEquals(1001, endless.closeCode());
            assertThrows(IOException.class, () -> lasting.body().readAllBytes());
            assertTrue(server.becomesIdle(1));
        }
    }
}
