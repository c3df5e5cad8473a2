// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Small answers of a server, waited for. */
final class Fetch {

    private static final int TIMEOUT_MILLISECONDS = 10_000;
    private static final int MAX_BYTES = 1 << 22;

    private Fetch() {}

    /**
     * What stands at a path.
     *
     * @throws IOException if there is no answer of status 200
     */
    static String text(Server server, String path) throws IOException {
        HttpExchange exchange = HttpExchange.get(server.authority(), path);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (Socket socket = new Socket()) {
            socket.connect(server.address(), TIMEOUT_MILLISECONDS);
            socket.setSoTimeout(TIMEOUT_MILLISECONDS);
            socket.getOutputStream().write(exchange.opening().array());
            byte[] some = new byte[8192];
            while (!exchange.ended()) {
                int count = socket.getInputStream().read(some);
                if (count < 0) {
                    exchange.closed();
                    break;
                }
                exchange.read(ByteBuffer.wrap(some, 0, count), part -> keep(part, body));
                if (body.size() > MAX_BYTES) {
                    throw new IOException(path + " is longer than " + MAX_BYTES + " bytes");
                }
            }
        }
        if (exchange.status() != StreamNote.OK || !exchange.ended()) {
            throw new IOException(
                    "GET %s answered with status %d %s"
                            .formatted(path, exchange.status(), exchange.problem()));
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private static void keep(ByteBuffer part, ByteArrayOutputStream body) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        body.writeBytes(bytes);
    }
}
