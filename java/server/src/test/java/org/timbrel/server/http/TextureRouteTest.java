// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.audio.io.AudioFiles;

final class TextureRouteTest {

    private static RunningServer server;

    @BeforeAll
    static void start() throws IOException {
        server = new RunningServer(null, Map.of("slots", 3, "max_queue", 1, "queue_seconds", 1));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void slotsAreFree() throws InterruptedException {
        assertTrue(server.becomesIdle(10), "a slot is still taken");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void saysWhatItSends() throws Exception {
        HttpResponse<byte[]> sound =
                server.sound("{\"seed\":7,\"duration_s\":0.5,\"response_format\":\"pcm\"}");
        assertEquals(200, sound.statusCode());
        assertEquals("audio/pcm", header(sound, "Content-Type"));
        assertEquals("7", header(sound, "X-Seed"));
        assertEquals("rain", header(sound, "X-Model"));
        assertEquals("44100", header(sound, "X-Sample-Rate"));
        assertEquals("1", header(sound, "X-Channels"));
        assertEquals("16", header(sound, "X-Bit-Depth"));
        assertEquals("no-store", header(sound, "Cache-Control"));
        assertTrue(header(sound, "X-Stream-Id").matches("[A-Za-z0-9_-]{20,}"));
        assertEquals(2 * 22_050, sound.body().length);
    }

    /** The seconds of a format as a reader of its files finds them. */
    @ParameterizedTest
    @CsvSource({
        "wav, audio/wav, 44100",
        "flac, audio/flac, 44100",
        "opus, audio/ogg; codecs=opus, 48000"
    })
    void isWhatReadersRead(String format, String type, int rate, @TempDir Path folder)
            throws Exception {
        HttpResponse<byte[]> sound =
                server.sound(
                        "{\"seed\":7,\"duration_s\":1,\"response_format\":\"" + format + "\"}");
        assertEquals(type, header(sound, "Content-Type"));
        assertEquals(Integer.toString(rate), header(sound, "X-Sample-Rate"));
        Path file = folder.resolve("sound." + (format.equals("opus") ? "ogg" : format));
        Files.write(file, sound.body());
        try (var reader = AudioFiles.open(file)) {
            assertEquals(rate, reader.sampleRateHz());
            long frames = 0;
            float[] block = new float[4096];
            for (int n = reader.read(block, 0, 4096); n > 0; n = reader.read(block, 0, 4096)) {
                frames += n;
            }
            assertEquals(rate, frames, "samples of a second");
        }
    }

    @Test
    void theSameSeedIsTheSameSoundUnderLoad() throws Exception {
        String body = "{\"seed\":11,\"duration_s\":1,\"response_format\":\"pcm\"}";
        byte[] alone = server.sound(body).body();
        List<CompletableFuture<byte[]>> all = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            all.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return server.sound(body).body();
                                } catch (IOException | InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (CompletableFuture<byte[]> one : all) {
            assertArrayEquals(alone, one.join());
        }
        byte[] other = server.sound(body.replace("11", "12")).body();
        assertNotEquals(Arrays.hashCode(alone), Arrays.hashCode(other));
    }

    @Test
    void keyframesShapeIt() throws Exception {
        byte[] loud =
                server.sound("{\"seed\":1,\"duration_s\":1,\"response_format\":\"pcm\"}").body();
        byte[] fading =
                server.sound(
                                """
                                {"seed":1,"duration_s":1,"response_format":"pcm",
                                "loudness_db":[{"at_s":0,"value":0},{"at_s":0.5,"value":-60}]}
                                """)
                        .body();
        assertTrue(rms(fading, 33_000) < 0.01 * rms(loud, 33_000), "it did not fade");
    }

    /** Of the samples from one on. */
    private static double rms(byte[] pcm, int first) {
        ByteBuffer samples = ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN);
        double sum = 0;
        int count = pcm.length / 2 - first;
        for (int n = first; n < pcm.length / 2; n++) {
            double sample = samples.getShort(2 * n);
            sum += sample * sample;
        }
        return Math.sqrt(sum / count);
    }

    /** The first sound is there long before the last. */
    @Test
    void streams() throws Exception {
        long begin = System.nanoTime();
        HttpResponse<InputStream> sound =
                server.stream(
                        "{\"duration_s\":2,\"pace\":\"realtime\",\"lead_s\":0.1,\"response_format\":\"pcm\"}");
        assertTrue(sound.body().read() >= 0);
        double first = (System.nanoTime() - begin) / 1e9;
        byte[] rest = sound.body().readAllBytes();
        double last = (System.nanoTime() - begin) / 1e9;
        assertEquals(2 * 88_200 - 1, rest.length);
        assertTrue(last - first > 1.5 && last - first < 3, first + " s to " + last + " s");
    }

    @Test
    void comesAsEvents() throws Exception {
        HttpResponse<byte[]> sound =
                server.sound(
                        "{\"seed\":5,\"duration_s\":1,\"stream_format\":\"sse\",\"response_format\":\"pcm\"}");
        assertEquals("text/event-stream; charset=utf-8", header(sound, "Content-Type"));
        String[] events =
                new String(sound.body(), StandardCharsets.UTF_8).strip().split("\n\n", -1);
        assertTrue(events[0].startsWith("event: start\ndata: "), events[0]);
        JsonNode start = data(events[0]);
        assertEquals(5, start.get("seed").longValue());
        assertEquals("pcm", start.get("response_format").textValue());
        ByteArrayOutputStream pcm = new ByteArrayOutputStream();
        for (int k = 1; k < events.length - 1; k++) {
            assertTrue(events[k].startsWith("event: audio\n"), events[k]);
            JsonNode audio = data(events[k]);
            assertEquals(pcm.size() / 88_200.0, audio.get("at_s").doubleValue(), 1e-9);
            pcm.writeBytes(Base64.getDecoder().decode(audio.get("audio").textValue()));
        }
        assertTrue(events[events.length - 1].startsWith("event: done\n"));
        assertEquals(1, data(events[events.length - 1]).get("seconds").doubleValue(), 1e-9);
        assertArrayEquals(
                server.sound("{\"seed\":5,\"duration_s\":1,\"response_format\":\"pcm\"}").body(),
                pcm.toByteArray());
    }

    private static JsonNode data(String event) throws IOException {
        return RunningServer.JSON.readTree(event.substring(event.indexOf("data: ") + 6));
    }

    /** What is cut off must not look whole. */
    @Test
    void isCutWhenItIsCancelled() throws Exception {
        String body = "{\"duration_s\":60,\"pace\":\"realtime\"";
        HttpResponse<InputStream> plain = server.stream(body + "}");
        HttpResponse<InputStream> events = server.stream(body + ",\"stream_format\":\"sse\"}");
        for (HttpResponse<InputStream> playing : List.of(plain, events)) {
            String path = "/v1/streams/" + header(playing, "X-Stream-Id");
            assertEquals(204, server.send("DELETE", path, null).statusCode());
        }
        assertThrows(IOException.class, () -> plain.body().readAllBytes());
        String last = new String(events.body().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(last.contains("event: problem\ndata: "), "it does not say why");
        assertTrue(last.contains("urn:timbrel:problem:stream-ended"), "it does not say why");
    }

    /** More than there are slots for: they wait, and are told when they may not. */
    @Test
    void refusesMoreThanItHolds() throws Exception {
        List<HttpResponse<InputStream>> playing = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            playing.add(server.stream("{\"duration_s\":60,\"pace\":\"realtime\"}"));
        }
        CompletableFuture<HttpResponse<byte[]>> waits =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return server.sound("{}");
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        while (server.server().engine().waiting() == 0) {
            Thread.sleep(5);
        }
        HttpResponse<byte[]> full = server.sound("{}");
        assertEquals(429, full.statusCode());
        assertTrue(Integer.parseInt(header(full, "Retry-After")) >= 1);
        JsonNode problem = RunningServer.JSON.readTree(full.body());
        assertEquals("urn:timbrel:problem:queue-full", problem.get("type").textValue());
        assertTrue(problem.get("retry_after_s").intValue() >= 1);
        HttpResponse<byte[]> late = waits.join();
        assertEquals(503, late.statusCode());
        assertEquals(
                "urn:timbrel:problem:queue-timeout",
                RunningServer.JSON.readTree(late.body()).get("type").textValue());
        String metrics = server.get("/metrics").body();
        assertTrue(metrics.contains("texture_streams_running 3.0"), metrics);
        assertTrue(
                metrics.contains("texture_streams_rejected_total{reason=\"queue_full\"} 1.0"),
                metrics);
        for (HttpResponse<InputStream> one : playing) {
            one.body().close();
        }
    }
}
