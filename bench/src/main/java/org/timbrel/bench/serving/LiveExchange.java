// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A texture by the WebSocket {@code /v1/textures/live}: the start, then sound to its end. */
final class LiveExchange implements Exchange {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The example of RFC 6455, 1.3: it need not be secret, only well formed. */
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int SWITCHING_PROTOCOLS = 101;

    private final HttpResponseReader handshake = new HttpResponseReader();
    private final WebSocketReader frames = new WebSocketReader();
    private final ByteArrayOutputStream replies = new ByteArrayOutputStream();
    private final byte[] request;
    private final byte[] start;
    private boolean greeted;
    private int status;
    private String problem;
    private double retryAfter = Double.NaN;
    private double queued = Double.NaN;
    private boolean done;

    LiveExchange(String authority, StreamWish wish) {
        String head =
                String.join(
                        "\r\n",
                        "GET /v1/textures/live HTTP/1.1",
                        "Host: %s",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: %s",
                        "Sec-WebSocket-Protocol: timbrel.v1",
                        "\r\n");
        request = head.formatted(authority, KEY).getBytes(StandardCharsets.ISO_8859_1);
        start = wish.json().put("type", "start").toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public ByteBuffer opening() {
        return ByteBuffer.wrap(request);
    }

    @Override
    public ByteBuffer reply() {
        ByteBuffer all = ByteBuffer.wrap(replies.toByteArray());
        replies.reset();
        return all;
    }

    @Override
    public void read(ByteBuffer in, HttpResponseReader.Body audio)
            throws MalformedResponseException {
        if (!handshake.ended()) {
            handshake.read(in, part -> {});
            if (handshake.answered() && handshake.status() != SWITCHING_PROTOCOLS) {
                status = handshake.status();
                problem = "the handshake was refused";
            }
        }
        if (handshake.ended() && handshake.status() == SWITCHING_PROTOCOLS) {
            if (!greeted) {
                greeted = true;
                replies.writeBytes(WebSocketReader.frame(WebSocketReader.TEXT, start));
            }
            frames.read(in, audio, this::message);
        }
    }

    private void message(int kind, byte[] content) throws MalformedResponseException {
        switch (kind) {
            case WebSocketReader.TEXT -> said(content);
            case WebSocketReader.PING ->
                    replies.writeBytes(WebSocketReader.frame(WebSocketReader.PONG, content));
            case WebSocketReader.CLOSE -> {
                replies.writeBytes(WebSocketReader.frame(WebSocketReader.CLOSE, content));
                closed();
            }
            default -> {
                // A pong that nobody asked for is allowed, and says nothing.
            }
        }
    }

    private void said(byte[] content) throws MalformedResponseException {
        JsonNode json;
        try {
            json = JSON.readTree(content);
        } catch (IOException e) {
            throw new MalformedResponseException("a message is no JSON: " + e.getMessage());
        }
        switch (json.path("type").asText()) {
            case "started" -> {
                status = StreamNote.OK;
                queued = json.path("queued_s").asDouble(Double.NaN);
            }
            case "done" -> done = true;
            case "problem" -> refused(json);
            default -> {
                // How far the stream is, which the page shows.
            }
        }
    }

    /** Of a problem; {@code type} is the message's own. */
    private void refused(JsonNode json) {
        if (status == 0) {
            status = json.path("status").asInt();
            retryAfter = json.path("retry_after_s").asDouble(Double.NaN);
        }
        String type = json.path("problem_type").asText("problem");
        problem = type.substring(type.lastIndexOf(':') + 1);
    }

    @Override
    public void closed() {
        if (status != StreamNote.OK) {
            done |= status != 0;
        }
    }

    @Override
    public boolean ended() {
        return done;
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String problem() {
        return problem;
    }

    @Override
    public double retryAfterSeconds() {
        return retryAfter;
    }

    @Override
    public double queuedSeconds() {
        return queued;
    }
}
