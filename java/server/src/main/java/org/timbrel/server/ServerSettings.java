// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server;

import org.timbrel.server.engine.EngineSettings;

/**
 * Where a texture server listens, and every limit that it has. As JSON the names have underscores:
 * {@code max_queue}.
 *
 * @param host address or name to bind
 * @param port to bind; 0: any that is free
 * @param publicOrigin where browsers see the server behind a proxy, such as {@code
 *     https://textures.example.org}; empty: where it listens
 * @param slots streams at once, of all models together
 * @param maxQueue streams that may wait for a slot
 * @param queueSeconds how long one waits at most
 * @param streamsPerKey streams of one API key, running and waiting; 0: as many as there are
 * @param maxDurationSeconds of a stream; a live one that names none goes on until it is stopped
 * @param stallSeconds after which a stream that nobody reads is ended
 * @param idleSeconds after which a connection that says nothing, or does not end what it says, is
 *     closed
 * @param maxConnections at once; more wait to be accepted
 * @param maxBodyBytes of a request
 * @param maxHeaderBytes of a request
 * @param maxKeyframes of one curve of a request
 * @param wsStartSeconds within which a live socket says what it wants
 * @param wsMessageBytes of one message of a live socket's client
 * @param wsMessagesPerSecond of a live socket's client
 * @param drainSeconds that running streams get when the server is told to stop
 * @param vocoderThreads that render frames; 0: as many as the process may use processors
 */
public record ServerSettings(
        String host,
        @Range(least = 0, most = 65_535) int port,
        String publicOrigin,
        @Range(least = 1, most = 65_536) int slots,
        @Range(least = 0, most = 1_000_000) int maxQueue,
        @Range(least = 0, most = 600) double queueSeconds,
        @Range(least = 0, most = 65_536) int streamsPerKey,
        @Range(least = 1, most = 360_000) double maxDurationSeconds,
        @Range(least = 1, most = 3600) double stallSeconds,
        @Range(least = 1, most = 3600) double idleSeconds,
        @Range(least = 1, most = 1_000_000) int maxConnections,
        @Range(least = 1024, most = 16_777_216) int maxBodyBytes,
        @Range(least = 1024, most = 1_048_576) int maxHeaderBytes,
        @Range(least = 1, most = 1_000_000) int maxKeyframes,
        @Range(least = 1, most = 600) double wsStartSeconds,
        @Range(least = 1024, most = 1_048_576) int wsMessageBytes,
        @Range(least = 1, most = 1000) int wsMessagesPerSecond,
        @Range(least = 0, most = 86_400) double drainSeconds,
        @Range(least = 0, most = 1024) int vocoderThreads) {

    /** What holds where nothing is said. */
    public static final ServerSettings DEFAULTS =
            new ServerSettings(
                    "127.0.0.1",
                    8080,
                    "",
                    64,
                    16,
                    5,
                    0,
                    21_600,
                    30,
                    30,
                    4096,
                    65_536,
                    8192,
                    1000,
                    10,
                    16_384,
                    50,
                    60,
                    0);

    /**
     * @throws IllegalArgumentException if one is outside its range
     */
    public ServerSettings {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("host is empty: give an address, such as 127.0.0.1");
        }
        if (!publicOrigin.matches("(https?://[^/?#@\\s]+)?")) {
            throw new IllegalArgumentException(
                    "public_origin '%s' is no origin, such as https://textures.example.org"
                            .formatted(publicOrigin));
        }
        SettingsReader.requireRange("port", port);
        SettingsReader.requireRange("slots", slots);
        SettingsReader.requireRange("maxQueue", maxQueue);
        SettingsReader.requireRange("queueSeconds", queueSeconds);
        SettingsReader.requireRange("streamsPerKey", streamsPerKey);
        SettingsReader.requireRange("maxDurationSeconds", maxDurationSeconds);
        SettingsReader.requireRange("stallSeconds", stallSeconds);
        SettingsReader.requireRange("idleSeconds", idleSeconds);
        SettingsReader.requireRange("maxConnections", maxConnections);
        SettingsReader.requireRange("maxBodyBytes", maxBodyBytes);
        SettingsReader.requireRange("maxHeaderBytes", maxHeaderBytes);
        SettingsReader.requireRange("maxKeyframes", maxKeyframes);
        SettingsReader.requireRange("wsStartSeconds", wsStartSeconds);
        SettingsReader.requireRange("wsMessageBytes", wsMessageBytes);
        SettingsReader.requireRange("wsMessagesPerSecond", wsMessagesPerSecond);
        SettingsReader.requireRange("drainSeconds", drainSeconds);
        SettingsReader.requireRange("vocoderThreads", vocoderThreads);
    }

    /** The engine's share. */
    public EngineSettings engine() {
        return new EngineSettings(
                slots,
                maxQueue,
                queueSeconds,
                streamsPerKey == 0 ? Integer.MAX_VALUE : streamsPerKey,
                stallSeconds,
                vocoderThreads == 0 ? EngineSettings.defaultVocoderThreads() : vocoderThreads);
    }
}
