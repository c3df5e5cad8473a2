// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium with one page, spoken to by its DevTools protocol. */
public final class Browser implements AutoCloseable {

    private static final long SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final Process process;
    private final WebSocket socket;
    private final Path folder;
    private volatile CompletableFuture<Void> loaded = new CompletableFuture<>();

    private Browser(Process process, Path folder, int port) throws Exception {
        this.process = process;
        this.folder = folder;
        HttpClient http = HttpClient.newHttpClient();
        URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
        String targets =
                http.send(
                                HttpRequest.newBuilder(list).build(),
                                HttpResponse.BodyHandlers.ofString())
                        .body();
        String address = "";
        for (JsonNode target : JSON.readTree(targets)) {
            if (target.path("type").asText().equals("page")) {
                address = target.path("webSocketDebuggerUrl").asText();
            }
        }
        socket =
                http.newWebSocketBuilder()
                        .buildAsync(URI.create(address), new Listener())
                        .get(SECONDS, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            send(domain + ".enable", Map.of());
        }
    }

    /** Where it is installed, or null. */
    public static Path installed() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .flatMap(
                        folder ->
                                Stream.of("chromium", "chromium-browser", "google-chrome")
                                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /**
     * Starts it.
     *
     * @param folder for its own files
     * @param more of its options
     */
    public static Browser start(Path program, Path folder, String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(
                List.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder));
        command.addAll(List.of(more));
        command.add("about:blank");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        try {
            Path port = folder.resolve("DevToolsActivePort");
            for (int tries = 0; !Files.exists(port) || Files.size(port) == 0; tries++) {
                if (tries > SECONDS * 10 || !process.isAlive()) {
                    throw new IOException(Files.readString(folder.resolve("log")));
                }
                Thread.sleep(100);
            }
            return new Browser(process, folder, Integer.parseInt(Files.readAllLines(port).get(0)));
        } catch (Exception e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What it has to say arrives in pieces. */
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean whole) {
            text.append(part);
            if (whole) {
                receive(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    private void receive(String text) {
        try {
            JsonNode message = JSON.readTree(text);
            JsonNode params = message.path("params");
            if (message.has("id")) {
                answers.remove(message.get("id").asInt()).complete(message);
                return;
            }
            switch (message.path("method").asText()) {
                case "Runtime.exceptionThrown" ->
                        complaints.add(params.path("exceptionDetails").toString());
                case "Runtime.consoleAPICalled" -> complaints.add(params.path("args").toString());
                case "Log.entryAdded" -> complaints.add(params.path("entry").toString());
                case "Network.requestWillBeSent" ->
                        requests.add(params.path("request").path("url").asText());
                case "Page.loadEventFired" -> loaded.complete(null);
                default -> {}
            }
        } catch (IOException e) {
            complaints.add(e.toString());
        }
    }

    /** A command of the protocol, such as Browser.setDownloadBehavior. */
    public JsonNode send(String method, Map<String, ?> params) throws Exception {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(params));
        socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
        JsonNode result = answer.get(SECONDS, TimeUnit.SECONDS);
        if (result.has("error")) {
            throw new IOException(method + ": " + result.get("error"));
        }
        return result.path("result");
    }

    /** Opens an address and waits until it is there. */
    public void open(URI address) throws Exception {
        loaded = new CompletableFuture<>();
        send("Page.navigate", Map.of("url", address.toString()));
        loaded.get(SECONDS, TimeUnit.SECONDS);
    }

    /** A window of that size, in a theme. */
    public void show(int width, int height, boolean dark) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        Map<String, String> theme =
                Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
        send("Emulation.setEmulatedMedia", Map.of("features", List.of(theme)));
        // Until it is laid out anew, and what that called for is drawn.
        evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 100)))");
    }

    /** The value of an expression; of a promise, what it promised. */
    public JsonNode evaluate(String script) throws Exception {
        JsonNode result =
                send(
                        "Runtime.evaluate",
                        Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        if (result.has("exceptionDetails")) {
            throw new IOException(script + ": " + result.get("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /**
     * A press of the mouse's button in the middle of an element.
     *
     * @param selector of the page's style sheets
     */
    public void click(String selector) throws Exception {
        JsonNode middle =
                evaluate(
                        "(() => {const e = document.querySelector('%s'); e.scrollIntoView({block: 'center'});"
                                        .formatted(selector)
                                + "const r = e.getBoundingClientRect();"
                                + "return [r.left + r.width / 2, r.top + r.height / 2]})()");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            Map<String, Object> event =
                    Map.of(
                            "type",
                            type,
                            "x",
                            middle.get(0).asDouble(),
                            "y",
                            middle.get(1).asDouble(),
                            "button",
                            "left",
                            "clickCount",
                            1);
            send("Input.dispatchMouseEvent", event);
        }
    }

    /** A key as the keyboard gives it: "Tab", "Enter". */
    public void press(String key, int code, String text) throws Exception {
        Map<String, Object> down =
                Map.of(
                        "type", "keyDown",
                        "key", key,
                        "code", key,
                        "windowsVirtualKeyCode", code,
                        "text", text);
        send("Input.dispatchKeyEvent", down);
        send(
                "Input.dispatchKeyEvent",
                Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    /** All of the page, as PNG. */
    public byte[] picture() throws Exception {
        JsonNode size = send("Page.getLayoutMetrics", Map.of()).path("cssContentSize");
        Map<String, Object> clip =
                Map.of(
                        "x", 0,
                        "y", 0,
                        "width", size.path("width").asInt(),
                        "height", size.path("height").asInt(),
                        "scale", 1);
        JsonNode shot =
                send("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", clip));
        return Base64.getDecoder().decode(shot.path("data").asText());
    }

    /** As it would be printed, as PDF. */
    public byte[] print() throws Exception {
        JsonNode pdf =
                send("Page.printToPDF", Map.of("printBackground", true, "preferCSSPageSize", true));
        return Base64.getDecoder().decode(pdf.path("data").asText());
    }

    /** Errors, warnings and whatever else came to the console. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Addresses of all that was loaded. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            // Links that lead out of its folder.
            for (String link : List.of("SingletonLock", "SingletonCookie", "SingletonSocket")) {
                Files.deleteIfExists(folder.resolve(link));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
