// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.timbrel.server.ServerSettings;
import org.timbrel.server.engine.TextureEngine;

/** Listens, and holds connections to their limits. */
public final class HttpServer implements AutoCloseable {

    /** For what is no stream: lists, health, refusals, messages of live sockets. */
    private static final int OTHER_THREADS = 32;

    private static final int OUTPUT_BYTES = 16_384;

    /**
     * What tells at length that it starts; held, for a logger that nobody holds forgets its level.
     */
    private static final List<Logger> TALKATIVE =
            List.of(Logger.getLogger("org.eclipse.jetty"), Logger.getLogger("io.javalin"));

    /** Warns of what clients send. */
    private static final Logger HOSTS = Logger.getLogger("org.eclipse.jetty.util.HostPort");

    private final ServerSettings settings;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(HttpServer::timerThread);

    private final OpenAnswers answers = new OpenAnswers();
    private final Javalin javalin;

    /**
     * @param keys null: everyone may ask
     */
    public HttpServer(TextureEngine engine, ServerSettings settings, ApiKeys keys, Metrics metrics)
            throws IOException {
        this.settings = settings;
        TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
        HOSTS.setLevel(Level.OFF);
        boolean loopback = InetAddress.getByName(settings.host()).isLoopbackAddress();
        URI origin = settings.publicOrigin().isEmpty() ? null : URI.create(settings.publicOrigin());
        Guard guard = new Guard(keys, loopback, origin);
        Api api = new Api(engine, settings, metrics, answers);
        LiveSockets live = new LiveSockets(engine, api.calls(), settings, answers, timer);
        javalin = Javalin.create(config -> configure(config, guard, api, live));
    }

    private static Thread timerThread(Runnable task) {
        Thread thread = new Thread(task, "timbrel-deadlines");
        thread.setDaemon(true);
        return thread;
    }

    private void configure(JavalinConfig config, Guard guard, Api api, LiveSockets live) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        // A stream that runs has a thread; those that wait, too.
        config.jetty.threadPool =
                new QueuedThreadPool(settings.slots() + settings.maxQueue() + OTHER_THREADS);
        HeadDeadline heads = new HeadDeadline(settings.idleSeconds(), timer);
        config.jetty.modifyServer(
                server -> {
                    // It would end idle connections in a second where many threads are busy.
                    server.removeBean(server.getBean(LowResourceMonitor.class));
                    server.setErrorHandler(new ProblemAnswer());
                    server.setHandler(heads);
                    heads.setHandler(guard);
                    guard.setHandler(
                            new BodyGate(settings.maxBodyBytes(), settings.idleSeconds(), timer));
                });
        config.jetty.modifyServletContextHandler(
                context -> context.setErrorHandler(new ProblemAnswer()));
        config.jetty.modifyHttpConfiguration(this::limit);
        config.jetty.addConnector((server, http) -> connector(server, http, heads));
        config.jetty.modifyWebSocketServletFactory(live::limit);
        api.register(config.routes, live);
    }

    private void limit(HttpConfiguration http) {
        http.setRequestHeaderSize(settings.maxHeaderBytes());
        http.setUriCompliance(UriCompliance.DEFAULT);
        http.setOutputBufferSize(OUTPUT_BYTES);
        // Else a key in other letters would be taken for the same one that came before it.
        http.setHeaderCacheCaseSensitive(true);
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
    }

    /** Binds: Jetty itself would log a stack trace where a port is taken. */
    private Connector connector(Server server, HttpConfiguration http, HeadDeadline heads) {
        ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout((long) (settings.idleSeconds() * 1000));
        connector.addBean(heads);
        connector.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
        try {
            connector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return connector;
    }

    /**
     * Begins to listen.
     *
     * @throws IOException if it cannot, as where the port is taken
     */
    public void start() throws IOException {
        try {
            javalin.start();
        } catch (UncheckedIOException e) {
            Throwable cause = e.getCause();
            // Jetty names the address, its cause the reason.
            String reason = (cause.getCause() == null ? cause : cause.getCause()).getMessage();
            throw new IOException(
                    "cannot listen at %s:%d: %s"
                            .formatted(settings.host(), settings.port(), reason),
                    e);
        }
    }

    /** Where it listens. */
    public int port() {
        return javalin.port();
    }

    /**
     * Waits until no answer brings a stream any more.
     *
     * @return whether none does
     */
    public boolean awaitQuiet(double seconds) throws InterruptedException {
        return answers.awaitNone(seconds);
    }

    /** Listens no more. */
    @Override
    public void close() {
        javalin.stop();
        timer.shutdownNow();
    }
}
