// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Closes connections that do not say what they want in time: also those that send a byte of their
 * headers now and then, which never are idle.
 */
final class HeadDeadline extends Handler.Wrapper implements Connection.Listener {

    /** Of a connection that has a request. */
    private static final long BUSY = Long.MAX_VALUE;

    /** When a connection's last request ended, of System.nanoTime. */
    private final Map<Connection, Long> waiting = new ConcurrentHashMap<>();

    private final long nanos;

    /**
     * @param seconds that a request may take to say what it wants
     */
    HeadDeadline(double seconds, ScheduledExecutorService timer) {
        nanos = (long) (seconds * 1e9);
        long period = Math.max(1, nanos / 8);
        Future<?> unused =
                timer.scheduleWithFixedDelay(this::closeLate, period, period, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            waiting.put(connection, System.nanoTime());
        }
    }

    @Override
    public void onClosed(Connection connection) {
        waiting.remove(connection);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        waiting.replace(connection, BUSY);
        Request.addCompletionListener(
                request, failure -> waiting.replace(connection, System.nanoTime()));
        return super.handle(request, response, callback);
    }

    private void closeLate() {
        long now = System.nanoTime();
        waiting.forEach(
                (connection, since) -> {
                    if (since != BUSY && now - since > nanos) {
                        connection.getEndPoint().close();
                    }
                });
    }
}
