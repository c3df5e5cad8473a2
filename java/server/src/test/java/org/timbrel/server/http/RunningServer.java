// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.ModelFile;
import org.timbrel.app.TextureModel;
import org.timbrel.server.SettingsReader;
import org.timbrel.server.TextureServer;

/** A server of the shipped rain, on the processor and any port, and a client of it. */
final class RunningServer implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Path MODELS = Path.of("../../audio-samples/models");

    static {
        // Servers here close idle connections soon, which a client might be about to use again.
        System.setProperty("jdk.httpclient.keepalive.timeout", "0");
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final TextureServer server;

    /**
     * @param keys null: none
     * @param settings that differ from the defaults
     */
    RunningServer(ApiKeys keys, Map<String, ?> settings) throws IOException {
        Map<String, Object> options = new HashMap<>(settings);
        options.put("port", 0);
        TextureModel rain = TextureModel.read(ModelFile.find("rain", MODELS));
        server =
                new TextureServer(
                        Map.of("rain", rain),
                        ComputeSettings.of("cpu", "fp32", 1),
                        SettingsReader.read(null, options),
                        keys);
    }

    TextureServer server() {
        return server;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpClient client() {
        return client;
    }

    /** A connection on which anything may be said. */
    Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** What comes back for bytes that are said as they are, until the server closes. */
    String raw(String said) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(said.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        return send("GET", path, null, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(method, path, body, headers), BodyHandlers.ofString());
    }

    /** A stream, as it comes. */
    HttpResponse<InputStream> stream(String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(
                request("POST", "/v1/audio/textures", body, headers), BodyHandlers.ofInputStream());
    }

    /** A stream, whole. */
    HttpResponse<byte[]> sound(String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(
                request("POST", "/v1/audio/textures", body, headers), BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(60))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request.build();
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return JSON.readTree(response.body());
    }

    /** Waits until no stream has a slot. */
    boolean becomesIdle(double seconds) throws InterruptedException {
        return server.engine().awaitIdle(seconds);
    }

    @Override
    public void close() {
        server.close();
    }
}
