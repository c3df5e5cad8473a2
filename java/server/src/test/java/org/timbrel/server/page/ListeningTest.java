// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.page;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.TextureModel;

/** The page of a server that makes rain: what is heard of it, steered, kept, and got again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListeningTest {

    private static final int RATE = 44_100;
    private static final int HEADER_BYTES = 44;

    /** What a browser says of the only way that there is where it has no worklets. */
    private static final String OLD_WAY = "The ScriptProcessorNode is deprecated";

    private static final Pattern BODY = Pattern.compile("-d '(.*)'", Pattern.DOTALL);

    private final HttpClient http = HttpClient.newHttpClient();
    private OpenPage page;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Map<String, TextureModel> rain =
                Map.of("rain", TextureModel.read(OpenPage.MODELS.resolve("rain.safetensors")));
        page = OpenPage.start(rain, OpenPage.settings(4), null, folder);
    }

    @AfterAll
    void end() {
        if (page != null) {
            page.close();
        }
    }

    @BeforeEach
    void load() throws Exception {
        page.load();
    }

    /** Nothing went wrong, nothing came from elsewhere, and no stream is left behind. */
    @AfterEach
    void leave() throws Exception {
        page.stop();
        assertEquals(List.of(), complaints());
        for (String request : page.browser().requests()) {
            String address = page.address("/").toString();
            assertTrue(
                    request.startsWith(address) || request.startsWith("blob:" + address), request);
        }
        assertTrue(page.server().engine().awaitIdle(10));
    }

    private List<String> complaints() {
        return page.browser().complaints().stream()
                .filter(complaint -> !complaint.contains(OLD_WAY))
                .toList();
    }

    private static short[] samples(byte[] wav) {
        ByteBuffer bytes = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals("RIFF", new String(wav, 0, 4, StandardCharsets.US_ASCII));
        assertEquals(RATE, bytes.getInt(24));
        short[] samples = new short[(wav.length - HEADER_BYTES) / 2];
        bytes.position(HEADER_BYTES)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        return samples;
    }

    /** Of a stretch, in dB of full scale. */
    private static double level(short[] samples, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += samples[i] * (double) samples[i];
        }
        return 10 * Math.log10(sum / (to - from) / (32768.0 * 32768));
    }

    private void hear(double seconds) throws Exception {
        String heard =
                "parseFloat([...document.querySelectorAll('#facts tr')]"
                        + ".find(r => r.cells[0].textContent === 'Heard').cells[1].textContent)";
        page.await(heard + " >= " + seconds);
    }

    /** What the line "the same again" asks for. */
    private ObjectNode again() throws Exception {
        Matcher body = BODY.matcher(page.says("again"));
        assertTrue(body.find(), page.says("again"));
        return (ObjectNode) new ObjectMapper().readTree(body.group(1));
    }

    private byte[] post(JsonNode body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(page.address("/v1/audio/textures"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(
                200, answer.statusCode(), () -> new String(answer.body(), StandardCharsets.UTF_8));
        return answer.body();
    }

    @Test
    void aClickIsHeard() throws Exception {
        assertEquals("Ready.", page.says("state"));
        page.play();
        // From the analyser behind the player: rain is some -25 dB.
        page.await("document.getElementById('level').ariaValueNow > -45");
        hear(1);
        // How many there are is the machine's affair.
        assertTrue(page.fact("Underruns").matches("\\d+"), page.fact("Underruns"));
        page.keep("playing");
        page.stop();
        assertTrue(page.says("state").startsWith("Stopped after "), page.says("state"));
        page.await("document.getElementById('level').ariaValueText === 'silent'");
    }

    @Test
    void whatWasHeardIsWhatIsDownloadedAndWhatIsGotAgain() throws Exception {
        page.browser().evaluate("document.getElementById('seed').value = '42'");
        page.play();
        hear(1);
        page.slide("loudness", "Home", 36);
        page.slide("brightness", "End", 35);
        // Long glides, and one that does not come to its end.
        page.slide("glide", "End", 35);
        hear(2.5);
        page.slide("loudness", "End", 35);
        hear(3.5);
        page.slide("glide", "Home", 36);
        page.slide("loudness", "Home", 36);
        hear(5);
        page.stop();
        assertTrue(page.fact("Seed").startsWith("42"));
        short[] heard = samples(page.download());
        ObjectNode request = again();
        assertEquals(42, request.get("seed").asInt());
        assertTrue(request.get("loudness_db").size() > 5, request.toString());
        short[] made = samples(post(request));
        assertTrue(made.length > heard.length);
        assertArrayEquals(Arrays.copyOf(made, heard.length), heard);
        page.keep("stopped");
    }

    @Test
    void aSliderIsFollowed() throws Exception {
        page.play();
        hear(1.5);
        page.slide("loudness", "Home", 36);
        assertEquals("\u221240 dB", page.says("loudness-value"));
        page.await("document.getElementById('again').textContent.includes('at_s')");
        double at = again().get("loudness_db").get(2).get("at_s").asDouble();
        hear(at + 1);
        page.stop();
        short[] heard = samples(page.download());
        double before = level(heard, RATE / 2, RATE * 3 / 2);
        double after = level(heard, (int) (RATE * (at + 0.1)), (int) (RATE * (at + 0.9)));
        // What a second of rain is apart from another is some 3 dB.
        assertEquals(-40, after - before, 4);
    }

    @Test
    void streamsAreListedAndStopped() throws Exception {
        page.play();
        page.await("document.querySelectorAll('#streams tbody tr').length === 1");
        page.await("document.querySelector('#streams tbody').textContent.includes('this page')");
        // Nothing moves any more once the request stands there.
        page.await(OpenPage.text("again") + " !== ''");
        page.browser().click("#streams tbody button");
        page.await(OpenPage.text("play") + " === 'Start'");
        page.await("document.getElementById('streams').hidden");
    }

    @Test
    void aSeedThatIsNoneIsNotSent() throws Exception {
        for (String wrong : List.of("rain", "1.5", "9007199254740993")) {
            page.browser()
                    .evaluate("document.getElementById('seed').value = '%s'".formatted(wrong));
            page.browser().click("#play");
            page.await(
                    "document.getElementById('problem').textContent.includes('%s')"
                            .formatted(wrong));
            assertEquals("Start", page.says("play"));
        }
    }

    @Test
    void oneWithoutWorkletsPlaysToo() throws Exception {
        // As a page is that came over http from another computer.
        page.browser()
                .evaluate(
                        "Object.defineProperty(BaseAudioContext.prototype, 'audioWorklet', {value: undefined}); 0");
        page.play();
        page.await("document.getElementById('level').ariaValueNow > -45");
    }
}
