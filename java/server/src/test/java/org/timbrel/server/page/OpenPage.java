// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.page;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.TextureModel;
import org.timbrel.browser.Browser;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.TextureServer;
import org.timbrel.server.http.ApiKeys;

/**
 * A server, and its page in a browser that lets sound out only where somebody pressed something.
 * With {@code -Dtimbrel.screenshots=FOLDER} tests leave what it looked like.
 */
final class OpenPage implements AutoCloseable {

    /** Of the models that come along. */
    static final Path MODELS = Path.of("../../audio-samples/models");

    private static final String SCREENSHOTS = System.getProperty("timbrel.screenshots", "");

    /** For what takes a moment on an idle machine. */
    private static final double PATIENCE_SECONDS = 60;

    private final TextureServer server;
    private final Browser browser;
    private final Path downloads;

    private OpenPage(TextureServer server, Browser browser, Path downloads) {
        this.server = server;
        this.browser = browser;
        this.downloads = downloads;
    }

    /**
     * Starts both, where there is a browser.
     *
     * @param folder for the browser's files
     */
    static OpenPage start(
            Map<String, TextureModel> models, ServerSettings settings, ApiKeys keys, Path folder)
            throws Exception {
        Path program = Browser.installed();
        assumeTrue(program != null, "no Chromium on the PATH: the page is not tried in a browser");
        Path downloads = Files.createDirectory(folder.resolve("downloads"));
        TextureServer server = new TextureServer(models, ComputeSettings.DEFAULTS, settings, keys);
        try {
            Browser browser =
                    Browser.start(
                            program,
                            Files.createDirectory(folder.resolve("browser")),
                            "--autoplay-policy=document-user-activation-required");
            browser.send(
                    "Browser.setDownloadBehavior",
                    Map.of("behavior", "allow", "downloadPath", downloads.toString()));
            return new OpenPage(server, browser, downloads);
        } catch (Exception e) {
            server.close();
            throw e;
        }
    }

    /** Any port, and so many streams at once, none of which waits. */
    static ServerSettings settings(int slots) {
        ServerSettings all = ServerSettings.DEFAULTS;
        return new ServerSettings(
                all.host(),
                0,
                all.publicOrigin(),
                slots,
                0,
                all.queueSeconds(),
                all.streamsPerKey(),
                all.maxDurationSeconds(),
                all.stallSeconds(),
                all.idleSeconds(),
                all.maxConnections(),
                all.maxBodyBytes(),
                all.maxHeaderBytes(),
                all.maxKeyframes(),
                all.wsStartSeconds(),
                all.wsMessageBytes(),
                all.wsMessagesPerSecond(),
                all.drainSeconds(),
                all.vocoderThreads());
    }

    TextureServer server() {
        return server;
    }

    Browser browser() {
        return browser;
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** The page anew, in a wide and light window, once it has said what it has to say at first. */
    void load() throws Exception {
        browser.show(1200, 900, false);
        browser.open(address("/"));
        await("document.getElementById('state').textContent !== ''");
    }

    /** Presses Start, and waits until something is heard. */
    void play() throws Exception {
        browser.click("#play");
        await(text("state") + ".startsWith('Playing')");
    }

    /** Presses Stop where something plays. */
    void stop() throws Exception {
        if (browser.evaluate(text("play")).asText().equals("Stop")) {
            browser.click("#play");
        }
        await(text("play") + " === 'Start'");
    }

    /** The expression of an element's text. */
    static String text(String id) {
        return "document.getElementById('" + id + "').textContent";
    }

    /** What an element says. */
    String says(String id) throws Exception {
        return browser.evaluate(text(id)).asText();
    }

    /** A row of the table of this stream. */
    String fact(String name) throws Exception {
        String cell =
                "[...document.querySelectorAll('#facts tr')].find(r => r.cells[0].textContent === '%s')"
                        .formatted(name);
        return browser.evaluate(cell + ".cells[1].textContent").asText();
    }

    /** Waits until an expression is true. */
    void await(String condition) throws Exception {
        long end = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
        JsonNode value = browser.evaluate(condition);
        while (!value.asBoolean() && System.nanoTime() < end) {
            Thread.sleep(50);
            value = browser.evaluate(condition);
        }
        assertTrue(
                value.asBoolean(),
                () -> condition + " after %s s".formatted(PATIENCE_SECONDS) + state());
    }

    private String state() {
        try {
            return ": \"%s\", \"%s\", %s"
                    .formatted(says("state"), says("problem"), browser.complaints());
        } catch (Exception e) {
            return ": " + e;
        }
    }

    /** Moves a slider as a keyboard does. */
    void slide(String id, String key, int code) throws Exception {
        browser.evaluate("document.getElementById('" + id + "').focus()");
        browser.press(key, code, "");
    }

    /** The file that a press of Download makes. */
    byte[] download() throws Exception {
        try (Stream<Path> old = Files.list(downloads)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        browser.click("#download");
        long end = System.nanoTime() + (long) (PATIENCE_SECONDS * 1e9);
        while (System.nanoTime() < end) {
            try (Stream<Path> files = Files.list(downloads)) {
                List<Path> done = files.filter(f -> f.toString().endsWith(".wav")).toList();
                if (!done.isEmpty()) {
                    return Files.readAllBytes(done.get(0));
                }
            }
            Thread.sleep(50);
        }
        throw new IOException("nothing was downloaded" + state());
    }

    /** Leaves a picture, where that is wished. */
    void keep(String name) throws Exception {
        if (!SCREENSHOTS.isEmpty()) {
            Files.createDirectories(Path.of(SCREENSHOTS));
            Files.write(Path.of(SCREENSHOTS, name + ".png"), browser.picture());
        }
    }

    @Override
    public void close() {
        browser.close();
        server.close();
    }
}
