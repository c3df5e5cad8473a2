// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers with problems, also where Jetty itself finds one. */
final class ProblemAnswer extends ErrorHandler {

    private static final String NO_STORE = "no-store";

    ProblemAnswer() {
        setShowStacks(false);
        setShowCauses(false);
    }

    /** Answers a request that goes no further. */
    static void write(Request request, Response response, Callback callback, Problem problem) {
        response.setStatus(problem.status());
        addHeaders(response.getHeaders(), problem);
        byte[] body = Wire.bytes(problem.json(request.getHttpURI().getDecodedPath()));
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static void addHeaders(HttpFields.Mutable headers, Problem problem) {
        headers.put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        headers.put(HttpHeader.CACHE_CONTROL, NO_STORE);
        headers.put("X-Content-Type-Options", "nosniff");
        if (problem.retryAfterSeconds() > 0) {
            headers.put(HttpHeader.RETRY_AFTER, problem.retryAfterSeconds());
        }
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            headers.put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
    }

    /** For every method, not GET and POST alone. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            String message,
            Throwable cause,
            Callback callback) {
        write(request, response, callback, problem(status, message, cause));
    }

    private static Problem problem(int status, String message, Throwable cause) {
        if (cause instanceof Problem problem) {
            return problem;
        }
        ProblemType type = ProblemType.ofStatus(status);
        if (type == ProblemType.INTERNAL_ERROR) {
            return new Problem(type, "what went wrong is in the server's log");
        }
        boolean said = message != null && !message.isBlank();
        String detail = cause instanceof HttpException http ? http.getReason() : message;
        return new Problem(type, said && detail != null ? detail : type.title());
    }
}
