// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The texture that a listener asks for.
 *
 * @param way how it is asked for
 * @param model the server's name of it
 * @param seed of everything random in it
 * @param seconds its length
 * @param leadSeconds how far it may be ahead of what is heard
 * @param departure when the listener leaves before the end; null: it stays
 */
record StreamWish(
        Way way, String model, long seed, double seconds, double leadSeconds, Departure departure) {

    /** How a stream is asked for. */
    enum Way {
        /** {@code POST /v1/audio/textures}. */
        POST,
        /** {@code WS /v1/textures/live}. */
        LIVE
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The fields that both ways have. */
    ObjectNode json() {
        return JSON.createObjectNode()
                .put("model", model)
                .put("seed", seed)
                .put("duration_s", seconds)
                .put("lead_s", leadSeconds);
    }

    /** Bytes of the whole stream as s16le, mono. */
    long bytes(int rateHz) {
        return 2 * Math.round(seconds * rateHz);
    }
}
