// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.TextureModel;
import org.timbrel.server.http.ApiKeys;

/** What the page says where it does not get what it wants. */
class RefusalTest {

    private static final String KEY = "a-key-of-this-test-0123";

    @TempDir private Path folder;

    private OpenPage open(ApiKeys keys) throws Exception {
        Map<String, TextureModel> rain =
                Map.of("rain", TextureModel.read(OpenPage.MODELS.resolve("rain.safetensors")));
        return OpenPage.start(rain, OpenPage.settings(1), keys, folder);
    }

    private static void giveKey(OpenPage page, String key) throws Exception {
        page.browser().evaluate("document.getElementById('key').value = '%s'".formatted(key));
        page.browser().click("#key-form button");
    }

    @Test
    void aKeyIsAskedForWhereOneIsNeeded() throws Exception {
        Path file = folder.resolve("keys");
        Files.writeString(file, "listener " + KEY + "\n");
        try (OpenPage page = open(ApiKeys.read(file))) {
            page.load();
            page.await("!document.getElementById('key-form').hidden");
            assertEquals("key", page.browser().evaluate("document.activeElement.id").asText());
            page.keep("key");
            giveKey(page, "another-key-0123456789");
            page.await(OpenPage.text("problem") + ".includes('does not know this key')");
            giveKey(page, KEY);
            page.await("document.getElementById('key-form').hidden");
            assertEquals("", page.says("problem"));
            page.play();
            page.await(OpenPage.text("again") + ".includes('$TIMBREL_KEY')");
            assertFalse(page.says("again").contains(KEY));
            page.stop();
            page.load();
            assertEquals("Ready.", page.says("state"), "this tab still has it");
            for (String request : page.browser().requests()) {
                assertFalse(request.contains(KEY), request);
            }
        }
    }

    @Test
    void aFullServerIsTriedAgain() throws Exception {
        try (OpenPage page = open(null)) {
            page.load();
            HttpRequest other =
                    HttpRequest.newBuilder(page.address("/v1/audio/textures"))
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"duration_s\": 600, \"pace\": \"realtime\"}"))
                            .build();
            try (InputStream taken =
                    HttpClient.newHttpClient()
                            .send(other, HttpResponse.BodyHandlers.ofInputStream())
                            .body()) {
                assertTrue(taken.read() >= 0);
                page.browser().click("#play");
                page.await(OpenPage.text("countdown") + ".startsWith('Trying again in ')");
                assertFalse(page.says("problem").isEmpty());
                assertEquals("Stop", page.says("play"));
                page.keep("full");
                page.stop();
                assertEquals("", page.says("problem") + page.says("countdown"));
                page.browser().click("#play");
                page.await(OpenPage.text("countdown") + ".startsWith('Trying again in ')");
            }
            page.await(OpenPage.text("state") + " === 'Playing rain.'");
            page.stop();
        }
    }

    @Test
    void aServerThatGoesAwayIsMissed() throws Exception {
        try (OpenPage page = open(null)) {
            page.load();
            page.play();
            page.server().close();
            page.await(OpenPage.text("play") + " === 'Start'");
            assertFalse(page.says("problem").isEmpty());
            assertTrue(page.says("state").startsWith("Stopped after "), page.says("state"));
            page.keep("lost");
            page.browser().click("#play");
            page.await(OpenPage.text("problem") + ".includes('cannot be reached')");
        }
    }
}
