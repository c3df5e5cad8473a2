// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * The server that is measured.
 *
 * @param host of its address
 * @param port likewise
 * @param model that is asked for
 * @param rateHz of the model's sound
 */
record Server(String host, int port, String model, int rateHz) {

    private static final int HTTP_PORT = 80;

    /**
     * A server by its address.
     *
     * @throws IllegalArgumentException if that is no address of HTTP
     */
    static Server at(String url, String model, int rateHz) {
        URI uri = URI.create(url);
        if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalArgumentException(url + " is no http://HOST:PORT");
        }
        return new Server(
                uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort(), model, rateHz);
    }

    /** As the header Host has it. */
    String authority() {
        return host + ":" + port;
    }

    InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }
}
