// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.timbrel.server.ServerSettings;

/**
 * What goes out of a live socket: one thing at a time, and no more is taken than goes out. Answers
 * to messages wait, a few, until the thread that sends the sound takes them along.
 */
final class LiveOutput {

    private static final int MOST_ANSWERS = 256;

    /** A close frame has room for so much. */
    private static final int MOST_REASON = 120;

    private final Session session;
    private final ServerSettings settings;
    private final BlockingQueue<ObjectNode> answers = new ArrayBlockingQueue<>(MOST_ANSWERS);

    LiveOutput(Session session, ServerSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    ServerSettings settings() {
        return settings;
    }

    /** Where problems say they happened. */
    String path() {
        return session.getUpgradeRequest().getRequestURI().getPath();
    }

    /**
     * Puts an answer behind those that wait.
     *
     * @return whether there was room: a client that asks and never listens gets none
     */
    boolean answer(ObjectNode answer) {
        return answers.offer(answer);
    }

    /** Sends the answers that wait. */
    void sendAnswers() throws IOException, InterruptedException {
        for (ObjectNode answer = answers.poll(); answer != null; answer = answers.poll()) {
            send(answer);
        }
    }

    /** Sends a message, and waits until it is out. */
    void send(ObjectNode message) throws IOException, InterruptedException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session.sendText(Wire.text(message), callback(sent));
        await(sent);
    }

    /** Sends sound, and waits until it is out. */
    void send(byte[] sound) throws IOException, InterruptedException {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session.sendBinary(ByteBuffer.wrap(sound), callback(sent));
        await(sent);
    }

    private static Callback callback(CompletableFuture<Void> sent) {
        return Callback.from(() -> sent.complete(null), sent::completeExceptionally);
    }

    private void await(CompletableFuture<Void> sent) throws IOException, InterruptedException {
        try {
            sent.get((long) (settings.stallSeconds() * 1000), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            session.disconnect();
            throw new IOException("the listener takes nothing", e);
        }
    }

    /** Says why and closes, without waiting. */
    void close(ObjectNode last, int code, String reason) {
        session.sendText(
                Wire.text(last),
                Callback.from(() -> close(code, reason), failure -> session.disconnect()));
    }

    void close(int code, String reason) {
        session.close(
                code, shortened(reason), Callback.from(() -> {}, failure -> session.disconnect()));
    }

    /** Sends the answers that wait and a last message, closes, and waits until that is out. */
    void end(ObjectNode last, int code, String reason) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try {
            sendAnswers();
            send(last);
            session.close(code, shortened(reason), callback(closed));
            await(closed);
        } catch (IOException | InterruptedException e) {
            session.disconnect();
        }
    }

    private static String shortened(String reason) {
        return reason.length() <= MOST_REASON ? reason : reason.substring(0, MOST_REASON);
    }
}
