// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.TextureModel;

/** The page's parts by themselves, in the browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagePartsTest {

    private OpenPage page;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Map<String, TextureModel> rain =
                Map.of("rain", TextureModel.read(OpenPage.MODELS.resolve("rain.safetensors")));
        page = OpenPage.start(rain, OpenPage.settings(1), null, folder);
        page.load();
    }

    @AfterAll
    void end() {
        if (page != null) {
            page.close();
        }
    }

    /** What a function's body returns that has a module's exports in {@code m}. */
    private JsonNode in(String module, String body) throws Exception {
        return page.browser()
                .evaluate("import('/page/%s').then(m => {%s})".formatted(module, body));
    }

    @Test
    void everyFileIsListed() throws Exception {
        Path folder = Path.of("src/main/resources/org/timbrel/server/page");
        List<String> listed = Files.readAllLines(folder.resolve("files.txt"));
        try (Stream<Path> files = Files.list(folder)) {
            List<String> there =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("files.txt"))
                            .sorted()
                            .toList();
            assertEquals(there, listed);
        }
    }

    /**
     * A thousand samples a second of a constant: fades take 10 of them, the one at a stop 80. No
     * step may be larger than a fade's, whatever runs dry.
     */
    @Test
    void nothingClicks() throws Exception {
        JsonNode heard =
                in(
                        "ring.js",
                        """
                        const ring = new m.Ring(1000, 0.2);
                        const out = [];
                        const take = n => { const b = new Float32Array(n); ring.take(b); out.push(...b); };
                        const push = n => ring.push(new Int16Array(n).fill(16384));
                        push(199);
                        take(10);
                        const early = ring.playing;
                        push(1);
                        take(300);
                        const dry = [ring.underruns, ring.playing, ring.taken];
                        push(150);
                        take(10);
                        push(350);
                        take(100);
                        ring.stop();
                        take(100);
                        const steps = out.slice(1).map((v, i) => Math.abs(v - out[i]));
                        return {early, dry, finished: ring.finished, underruns: ring.underruns,
                                step: Math.max(...steps), loudest: Math.max(...out), last: out.at(-1)};
                        """);
        assertEquals("false", heard.get("early").toString(), "before the lead is there");
        assertEquals("[1,false,200]", heard.get("dry").toString());
        assertEquals(1, heard.get("underruns").asInt(), "a stop is none");
        assertTrue(heard.get("finished").asBoolean());
        assertEquals(0.5, heard.get("loudest").asDouble(), 1e-6);
        assertEquals(0, heard.get("last").asDouble());
        assertEquals(0.05, heard.get("step").asDouble(), 1e-6, "0.5 in 10 samples");
    }

    @Test
    void theOldestIsDropped() throws Exception {
        // 200 000 samples that count; 100 s of a thousand each are kept.
        JsonNode kept =
                in(
                        "recording.js",
                        """
                        const recording = new m.Recording(1000, 100);
                        for (let at = 0; at < 200000; at += 777) {
                          recording.push(Int16Array.from({length: Math.min(777, 200000 - at)}, (_, i) => (at + i) % 30000));
                        }
                        const whole = recording.wav(199000);
                        return whole.arrayBuffer().then(bytes => {
                          const samples = new Int16Array(bytes.slice(44));
                          const wrong = samples.findIndex((v, i) => v !== (99000 + i) % 30000);
                          return {first: recording.first(199000), length: samples.length, wrong, size: new DataView(bytes).getUint32(40, true),
                                  sample: recording.sample(150001) * 32768, gone: recording.sample(10)};
                        });
                        """);
        assertEquals(99_000, kept.get("first").asInt());
        assertEquals(100_000, kept.get("length").asInt());
        assertEquals(200_000, kept.get("size").asInt());
        assertEquals(-1, kept.get("wrong").asInt());
        assertEquals(150_001 % 30_000, kept.get("sample").asInt());
        assertEquals(0, kept.get("gone").asInt());
    }

    /** A full-scale sine on a line of the transform is at 0 dB there, and next to nowhere else. */
    @Test
    void aSineIsWhereItsFrequencyIs() throws Exception {
        JsonNode sine =
                in(
                        "spectrum.js",
                        """
                        const spectrum = new m.Spectrum(44100, 160);
                        const hz = 40 * 44100 / spectrum.size;
                        const out = new Float32Array(160);
                        spectrum.levels(i => Math.sin(2 * Math.PI * hz * i / 44100), out);
                        const band = out.indexOf(Math.max(...out));
                        return {size: spectrum.size, band, level: out[band], place: spectrum.place(hz), low: out[10], high: out[155]};
                        """);
        assertEquals(2048, sine.get("size").asInt());
        assertEquals(Math.floor(sine.get("place").asDouble() * 160), sine.get("band").asInt());
        // One line or two are averaged to a band down there, of which the other has a quarter.
        assertEquals(0, sine.get("level").asDouble(), 2.1);
        assertTrue(sine.get("low").asDouble() < -90 && sine.get("high").asDouble() < -90);
    }

    @Test
    void steeringIsWrittenDownAsKeyframes() throws Exception {
        JsonNode request =
                in(
                        "again.js",
                        """
                        const begin = {condition: {rain: 1, fire: 0}, temperature: 1, loudness_db: 0, brightness_db_per_octave: 2};
                        const again = new m.Again({model: "weather", seed: 7}, begin, 0.25);
                        again.steered({loudness_db: -8}, 1, 2);
                        again.steered({loudness_db: 0}, 2, 1);
                        again.steered({condition: {rain: 3, fire: 1}}, 2, 0.1);
                        again.steered({loudness_db: 5}, 9, 1);
                        return again.request(4);
                        """);
        assertEquals(
                "[[0,0],[1,0],[2,-4],[3,0]]",
                page.browser()
                        .evaluate(
                                "JSON.stringify(%s.map(p => [p.at_s, p.value]))"
                                        .formatted(request.get("loudness_db")))
                        .asText());
        assertEquals(2, request.get("brightness_db_per_octave").asInt());
        assertEquals(3, request.get("condition").size());
        assertEquals(
                "{\"at_s\":2.25,\"condition\":{\"rain\":0.75,\"fire\":0.25}}",
                request.get("condition").get(2).toString());
        assertEquals(1, request.get("condition").get(1).get("condition").get("rain").asInt());
    }
}
