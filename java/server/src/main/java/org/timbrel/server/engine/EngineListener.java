// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

/**
 * Hears of what happens in an engine, to count it. Called on the engine's and the listeners'
 * threads, several at once: be quick, and throw nothing.
 */
public interface EngineListener {

    /** Counts nothing. */
    EngineListener NONE = new EngineListener() {};

    /**
     * A stream got a slot.
     *
     * @param queueSeconds that it waited for it
     */
    default void opened(String model, double queueSeconds) {}

    /** A stream got no slot. */
    default void rejected(String model, RejectedException.Reason reason) {}

    /**
     * A listener got its first samples.
     *
     * @param fromRequest seconds since it asked
     * @param fromSlot seconds since it got a slot
     */
    default void firstAudio(String model, double fromRequest, double fromSlot) {}

    /**
     * A listener got samples that were not the first.
     *
     * @param seconds of sound
     * @param interval seconds since it got the ones before
     */
    default void chunk(String model, double seconds, double interval) {}

    /**
     * Sound was made.
     *
     * @param seconds of it
     */
    default void made(String model, double seconds) {}

    /**
     * A listener at {@link Pace#REALTIME} that waited got samples after they should have been
     * heard.
     *
     * @param lateSeconds by how much
     */
    default void underrun(String model, double lateSeconds) {}

    /**
     * The device made frames.
     *
     * @param streams that took part, of {@code slots}
     * @param steps of each
     * @param seconds that it took
     */
    default void stepped(String model, int streams, int slots, int steps, double seconds) {}

    /**
     * A stream that had a slot came to its end.
     *
     * @param seconds of sound that its listener got
     */
    default void ended(String model, EndReason reason, double seconds) {}
}
