// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/**
 * The limits of an engine.
 *
 * @param slots streams at once, of all models together, at least 1
 * @param maxQueue streams that may wait for a slot, at least 0
 * @param queueSeconds how long one waits at most, at least 0
 * @param streamsPerOwner streams of one owner, running and waiting, at least 1
 * @param stallSeconds after which a stream that nobody reads is ended, above 0
 * @param vocoderThreads that render frames, at least 1
 */
public record EngineSettings(
        int slots,
        int maxQueue,
        double queueSeconds,
        int streamsPerOwner,
        double stallSeconds,
        int vocoderThreads) {

    /** 64 streams, 16 in the queue for 5 s, no limit an owner, 30 s without a reader. */
    public static final EngineSettings DEFAULTS =
            new EngineSettings(64, 16, 5, Integer.MAX_VALUE, 30, defaultVocoderThreads());

    public EngineSettings {
        within("slots", slots, 1, 1 << 16);
        within("maxQueue", maxQueue, 0, Integer.MAX_VALUE);
        within("queueSeconds", queueSeconds, 0, 86_400);
        within("streamsPerOwner", streamsPerOwner, 1, Integer.MAX_VALUE);
        within("stallSeconds", stallSeconds, 0.001, 86_400);
        within("vocoderThreads", vocoderThreads, 1, 1024);
    }

    /** As many as the process may use processors. */
    public static int defaultVocoderThreads() {
        return Runtime.getRuntime().availableProcessors();
    }

    static void within(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "%s %s is outside %s..%s".formatted(name, value, least, most));
        }
    }
}
