// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A texture by {@code POST /v1/audio/textures}, or what else one request asks for. */
final class HttpExchange implements Exchange {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_PROBLEM_BYTES = 8192;
    private static final Pattern QUEUE = Pattern.compile("queue;.*?dur=([0-9.]+)");

    private final HttpResponseReader reader = new HttpResponseReader();
    private final ByteArrayOutputStream other = new ByteArrayOutputStream();
    private final byte[] request;

    private HttpExchange(String line, String authority, String body) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        String head =
                "%s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n".formatted(line, authority)
                        + (content.length == 0
                                ? "\r\n"
                                : "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                                        .formatted(content.length));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        whole.writeBytes(content);
        request = whole.toByteArray();
    }

    /** Asks for sound at the pace of its playing. */
    static HttpExchange post(String authority, StreamWish wish) {
        String body = wish.json().put("response_format", "pcm").put("pace", "realtime").toString();
        return new HttpExchange("POST /v1/audio/textures", authority, body);
    }

    /** Asks for what stands at a path. */
    static HttpExchange get(String authority, String path) {
        return new HttpExchange("GET " + path, authority, "");
    }

    @Override
    public ByteBuffer opening() {
        return ByteBuffer.wrap(request);
    }

    @Override
    public ByteBuffer reply() {
        return ByteBuffer.allocate(0);
    }

    @Override
    public void read(ByteBuffer in, HttpResponseReader.Body audio)
            throws MalformedResponseException {
        reader.read(
                in,
                part -> {
                    if (reader.status() == StreamNote.OK) {
                        audio.bytes(part);
                    } else {
                        keep(part);
                    }
                });
    }

    private void keep(ByteBuffer part) {
        while (part.hasRemaining() && other.size() < MAX_PROBLEM_BYTES) {
            other.write(part.get());
        }
    }

    @Override
    public void closed() {
        reader.closed();
    }

    @Override
    public boolean ended() {
        return reader.ended();
    }

    @Override
    public int status() {
        return reader.answered() ? reader.status() : 0;
    }

    @Override
    public String problem() {
        if (status() == 0 || status() == StreamNote.OK) {
            return null;
        }
        try {
            String type = JSON.readTree(other.toByteArray()).path("type").asText();
            return type.substring(type.lastIndexOf(':') + 1);
        } catch (IOException e) {
            return "an answer that is no problem of JSON";
        }
    }

    @Override
    public double retryAfterSeconds() {
        return number(reader.header("retry-after"));
    }

    @Override
    public double queuedSeconds() {
        String timing = reader.header("server-timing");
        Matcher queue = QUEUE.matcher(timing == null ? "" : timing);
        return queue.find() ? number(queue.group(1)) / 1000 : Double.NaN;
    }

    private static double number(String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
