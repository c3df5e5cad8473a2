// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.timbrel.app.Keyframes;

/**
 * Reads the body of a request, which is small, before a thread is given to it: clients that send
 * theirs slowly, or never, cost no thread, and have one time for all of it.
 */
final class BodyGate extends Handler.Wrapper {

    private final int mostBytes;
    private final double seconds;
    private final ScheduledExecutorService timer;

    /**
     * @param mostBytes of a body
     * @param seconds in which it must be there
     */
    BodyGate(int mostBytes, double seconds, ScheduledExecutorService timer) {
        this.mostBytes = mostBytes;
        this.seconds = seconds;
        this.timer = timer;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean has =
                request.getLength() > 0
                        || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
        if (!has) {
            return super.handle(request, response, callback);
        }
        if (request.getLength() > mostBytes) {
            ProblemAnswer.write(request, response, callback, tooLarge());
            return true;
        }
        CompletableFuture<byte[]> body = read(request);
        if (body.isDone() && !body.isCompletedExceptionally()) {
            return super.handle(new Buffered(request, body.join()), response, callback);
        }
        ScheduledFuture<?> late =
                timer.schedule(
                        () -> body.completeExceptionally(new TimeoutException()),
                        (long) (seconds * 1000),
                        TimeUnit.MILLISECONDS);
        Executor threads = getServer().getThreadPool();
        CompletableFuture<?> unused =
                body.whenCompleteAsync(
                        (bytes, failure) -> {
                            late.cancel(false);
                            if (failure == null) {
                                pass(new Buffered(request, bytes), response, callback);
                            } else {
                                ProblemAnswer.write(request, response, callback, problem(failure));
                            }
                        },
                        threads);
        return true;
    }

    private CompletableFuture<byte[]> read(Request request) {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(
                request,
                mostBytes,
                new Promise.Invocable<>() {
                    @Override
                    public void succeeded(byte[] bytes) {
                        body.complete(bytes);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        body.completeExceptionally(failure);
                    }

                    @Override
                    public InvocationType getInvocationType() {
                        return InvocationType.NON_BLOCKING;
                    }
                });
        return body;
    }

    private void pass(Request request, Response response, Callback callback) {
        try {
            if (!super.handle(request, response, callback)) {
                Response.writeError(request, response, callback, 404);
            }
        } catch (Throwable t) {
            Response.writeError(request, response, callback, t);
        }
    }

    private Problem problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
        if (cause instanceof IllegalStateException) {
            return tooLarge();
        }
        if (cause instanceof TimeoutException) {
            return new Problem(
                    ProblemType.BODY_TIMEOUT,
                    "the body was not there within %s s".formatted(Keyframes.number(seconds)));
        }
        return new Problem(
                ProblemType.MALFORMED_REQUEST,
                cause instanceof HttpException http && http.getReason() != null
                        ? http.getReason()
                        : "the body ended before its end");
    }

    private Problem tooLarge() {
        return new Problem(
                ProblemType.BODY_TOO_LARGE, "at most %d bytes are taken".formatted(mostBytes));
    }

    /** A request whose body is there. */
    private static final class Buffered extends Request.Wrapper {

        private final int length;
        private Content.Chunk next;

        Buffered(Request request, byte[] body) {
            super(request);
            length = body.length;
            next = Content.Chunk.from(ByteBuffer.wrap(body), true);
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public Content.Chunk read() {
            Content.Chunk chunk = next;
            next = Content.Chunk.EOF;
            return chunk;
        }

        @Override
        public void demand(Runnable available) {
            available.run();
        }
    }
}
