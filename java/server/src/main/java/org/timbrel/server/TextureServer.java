// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server;

import java.io.IOException;
import java.util.Map;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.TextureModel;
import org.timbrel.server.engine.EndReason;
import org.timbrel.server.engine.TextureEngine;
import org.timbrel.server.http.ApiKeys;
import org.timbrel.server.http.HttpServer;
import org.timbrel.server.http.Metrics;

/** An engine and the HTTP before it. */
public final class TextureServer implements AutoCloseable {

    /** What clients get to hear that their stream was ended. */
    private static final double FAREWELL_SECONDS = 2;

    private final ServerSettings settings;
    private final TextureEngine engine;
    private final HttpServer http;

    /**
     * Puts the models on the device, and listens.
     *
     * @param models by the name that clients use; the first is the default
     * @param keys null: everyone who reaches the server may use it
     * @throws IOException if a model cannot be used, or the server cannot listen
     */
    public TextureServer(
            Map<String, TextureModel> models,
            ComputeSettings compute,
            ServerSettings settings,
            ApiKeys keys)
            throws IOException {
        this.settings = settings;
        Metrics metrics = new Metrics();
        engine = new TextureEngine(models, compute, settings.engine(), metrics);
        metrics.watch(engine);
        HttpServer listening = null;
        try {
            listening = new HttpServer(engine, settings, keys, metrics);
            listening.start();
        } catch (IOException | RuntimeException e) {
            if (listening != null) {
                listening.close();
            }
            engine.close();
            throw e;
        }
        http = listening;
    }

    /** Where it listens. */
    public int port() {
        return http.port();
    }

    /** What makes the streams. */
    public TextureEngine engine() {
        return engine;
    }

    /**
     * Takes no more streams, waits for those that run to end, and ends those that have not after
     * the drain time.
     *
     * @return whether all came to their ends
     */
    public boolean drain() throws InterruptedException {
        engine.drain();
        if (http.awaitQuiet(settings.drainSeconds())) {
            return true;
        }
        engine.streams().forEach(texture -> texture.cancel(EndReason.DRAINED));
        http.awaitQuiet(FAREWELL_SECONDS);
        return false;
    }

    /** Ends everything at once. */
    @Override
    public void close() {
        http.close();
        engine.close();
    }
}
