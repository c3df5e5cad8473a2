// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.timbrel.server.http.ApiKeys.Caller;

/** A request and its answer, as all routes see them. */
final class Exchange {

    private static final String JSON = "application/json";

    private Exchange() {}

    /** Who asks. */
    static Caller caller(Context ctx) {
        return (Caller) ctx.req().getAttribute(Guard.CALLER);
    }

    /**
     * The body.
     *
     * @throws Problem if it is no JSON object
     */
    static ObjectNode body(Context ctx) throws IOException {
        String type = ctx.req().getContentType();
        String plain = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!plain.equals(JSON)) {
            throw new Problem(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "send Content-Type: %s, not '%s'".formatted(JSON, type == null ? "" : type));
        }
        return Wire.read(ctx.req().getInputStream().readAllBytes());
    }

    static void json(Context ctx, JsonNode json) {
        ctx.res().setHeader("Cache-Control", "no-store");
        ctx.res().setHeader("X-Content-Type-Options", "nosniff");
        ctx.contentType(JSON).result(Wire.bytes(json));
    }

    static void problem(Context ctx, Problem problem) {
        if (ctx.res().isCommitted()) {
            cut(ctx);
            return;
        }
        ctx.res().reset();
        ctx.status(problem.status());
        ctx.res().setHeader("Cache-Control", "no-store");
        ctx.res().setHeader("X-Content-Type-Options", "nosniff");
        if (problem.retryAfterSeconds() > 0) {
            ctx.res().setIntHeader("Retry-After", problem.retryAfterSeconds());
        }
        ctx.contentType(Problem.MEDIA_TYPE).result(Wire.bytes(problem.json(ctx.path())));
    }

    /** Closes the connection, so that a body that lacks its end cannot be taken for a whole one. */
    static void cut(Context ctx) {
        ServletContextRequest.getServletContextRequest(ctx.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }
}
