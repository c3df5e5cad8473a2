// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsContext;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.engine.TextureEngine;
import org.timbrel.server.http.ApiKeys.Caller;

/** {@code /v1/textures/live}: each socket is a {@link LiveSession}. */
final class LiveSockets {

    private final TextureEngine engine;
    private final TextureCall calls;
    private final ServerSettings settings;
    private final OpenAnswers answers;
    private final ScheduledExecutorService timer;

    /** By Javalin's id of the socket. */
    private final Map<String, LiveSession> sessions = new ConcurrentHashMap<>();

    LiveSockets(
            TextureEngine engine,
            TextureCall calls,
            ServerSettings settings,
            OpenAnswers answers,
            ScheduledExecutorService timer) {
        this.engine = engine;
        this.calls = calls;
        this.settings = settings;
        this.answers = answers;
        this.timer = timer;
    }

    /** Before a socket opens. */
    void limit(JettyWebSocketServletFactory factory) {
        factory.setMaxTextMessageSize(settings.wsMessageBytes());
        factory.setMaxBinaryMessageSize(settings.wsMessageBytes());
        factory.setMaxFrameSize(settings.wsMessageBytes());
        factory.setIdleTimeout(Duration.ofMillis((long) (settings.idleSeconds() * 1000)));
    }

    void register(WsConfig socket) {
        socket.onConnect(this::connected);
        socket.onMessage(message -> of(message).message(message.message()));
        socket.onBinaryMessage(
                message ->
                        of(message).refuse(StatusCode.BAD_DATA, "messages are text: JSON objects"));
        socket.onClose(this::gone);
        // What failed is closed, too: the listener went away.
        socket.onError(this::gone);
    }

    private void connected(WsContext socket) {
        Caller caller = socket.attribute(Guard.CALLER);
        LiveOutput output = new LiveOutput(socket.session, settings);
        LiveSession session = new LiveSession(engine, calls, output, answers, caller.name());
        sessions.put(socket.sessionId(), session);
        Future<?> unused =
                timer.schedule(
                        () -> session.requireStart(settings.wsStartSeconds()),
                        (long) (settings.wsStartSeconds() * 1000),
                        TimeUnit.MILLISECONDS);
    }

    private LiveSession of(WsContext socket) {
        return sessions.get(socket.sessionId());
    }

    private void gone(WsContext socket) {
        LiveSession session = sessions.remove(socket.sessionId());
        if (session != null) {
            session.gone();
        }
    }
}
