// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of the live socket: gathers what comes. */
final class LiveClient implements WebSocket.Listener {

    private static final int SECONDS = 20;

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final WebSocket socket;
    private final boolean listens;

    /**
     * @param listens whether it takes what comes; one that does not takes nothing at all
     * @param protocols subprotocols
     */
    LiveClient(RunningServer server, boolean listens, String... protocols) {
        this.listens = listens;
        URI http = server.uri("/v1/textures/live");
        WebSocket.Builder builder = server.client().newWebSocketBuilder();
        if (protocols.length > 0) {
            String[] more = java.util.Arrays.copyOfRange(protocols, 1, protocols.length);
            builder.subprotocols(protocols[0], more);
        }
        socket =
                builder.buildAsync(URI.create(http.toString().replace("http:", "ws:")), this)
                        .join();
    }

    LiveClient(RunningServer server) {
        this(server, true, "timbrel.v1");
    }

    String subprotocol() {
        return socket.getSubprotocol();
    }

    LiveClient say(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    WebSocket socket() {
        return socket;
    }

    /** The next message of a type; others are passed over. */
    JsonNode next(String type) throws InterruptedException {
        while (true) {
            JsonNode message = messages.poll(SECONDS, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no '" + type + "' within " + SECONDS + " s");
            }
            if (message.path("type").textValue().equals(type)) {
                return message;
            }
        }
    }

    /** How the server closed it. */
    int closeCode() throws Exception {
        try {
            return closed.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("not closed within " + SECONDS + " s", e);
        }
    }

    byte[] sound() {
        synchronized (sound) {
            return sound.toByteArray();
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (listens) {
            opened.request(1);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                messages.add(RunningServer.JSON.readTree(text.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        synchronized (sound) {
            sound.writeBytes(bytes);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete(1006);
    }
}
