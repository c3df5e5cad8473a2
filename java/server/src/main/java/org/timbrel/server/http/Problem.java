// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Serial;

/** Why a request is not answered, as RFC 9457 has it. */
final class Problem extends RuntimeException {

    /** Its media type. */
    static final String MEDIA_TYPE = "application/problem+json";

    @Serial private static final long serialVersionUID = 1;

    private final ProblemType type;
    private final int retryAfterSeconds;

    Problem(ProblemType type, String detail) {
        this(type, detail, 0);
    }

    /**
     * @param detail for people: the value, the limit, and what helps
     * @param retryAfterSeconds when another try may do better; 0: nobody knows
     */
    Problem(ProblemType type, String detail, int retryAfterSeconds) {
        super(detail, null, false, false);
        this.type = type;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** A field that is not what it must be. */
    static Problem invalid(String field, String reason) {
        return new Problem(ProblemType.INVALID_VALUE, field + ": " + reason);
    }

    ProblemType type() {
        return type;
    }

    int status() {
        return type.status();
    }

    int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /**
     * @param instance the path of the request
     */
    ObjectNode json(String instance) {
        ObjectNode json = Wire.object();
        json.put("type", type.uri());
        json.put("title", type.title());
        json.put("status", type.status());
        json.put("detail", getMessage());
        json.put("instance", instance);
        if (retryAfterSeconds > 0) {
            json.put("retry_after_s", retryAfterSeconds);
        }
        return json;
    }
}
