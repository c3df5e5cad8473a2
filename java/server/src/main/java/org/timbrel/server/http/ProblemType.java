// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.util.Arrays;
import java.util.Locale;

/** What can be wrong with a request, or with the server. */
enum ProblemType {
    MALFORMED_REQUEST(400, "The request is no proper HTTP"),
    MALFORMED_JSON(400, "The body is no proper JSON object"),
    INVALID_VALUE(400, "A field is not what it must be"),
    UNAUTHORIZED(401, "An API key is needed"),
    FOREIGN_ORIGIN(403, "Pages of other origins are not served"),
    FORBIDDEN(403, "Not for this key"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "There is no such method here"),
    BODY_TIMEOUT(408, "The body did not come in time"),
    BODY_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not of a type that is taken"),
    EXPECTATION_FAILED(417, "What is expected cannot be done"),
    MISDIRECTED(421, "This server is not the one that was asked"),
    UPGRADE_REQUIRED(426, "This is for WebSockets"),
    QUEUE_FULL(429, "As many wait as may"),
    OWNER_LIMIT(429, "This key has as many streams as a key may have"),
    TOO_MANY_MESSAGES(429, "Too many messages"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL_ERROR(500, "The server failed"),
    QUEUE_TIMEOUT(503, "No slot became free in time"),
    DRAINING(503, "The server is shutting down"),
    DEVICE_FAILED(503, "Nothing can be made any more"),
    STREAM_ENDED(503, "The stream was ended"),
    VERSION_NOT_SUPPORTED(505, "This version of HTTP is not spoken");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** As programs tell them apart. */
    String uri() {
        return "urn:timbrel:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one for an error that the HTTP library found. */
    static ProblemType ofStatus(int status) {
        return Arrays.stream(values())
                .filter(type -> type.status == status)
                .findFirst()
                .orElse(status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR);
    }
}
