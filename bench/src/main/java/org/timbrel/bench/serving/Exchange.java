// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.nio.ByteBuffer;

/** What a listener says on its connection, and what it understands of the answer. */
sealed interface Exchange permits HttpExchange, LiveExchange {

    /** What it says first. */
    ByteBuffer opening();

    /** What it has to say after having read; empty for nothing. */
    ByteBuffer reply();

    /**
     * Reads what came.
     *
     * @param audio takes the sound of it
     * @throws MalformedResponseException if it cannot be understood
     */
    void read(ByteBuffer in, HttpResponseReader.Body audio) throws MalformedResponseException;

    /** The other end closed the connection. */
    void closed();

    /** Whether the answer was there to its end. */
    boolean ended();

    /** Of the answer, 200 for a stream that began; 0 before it is known. */
    int status();

    /** The type of the problem that was the answer; null where there was none. */
    String problem();

    /** That the server asked for; NaN: it did not. */
    double retryAfterSeconds();

    /** That the stream waited for its slot, as the server tells; NaN: it does not. */
    double queuedSeconds();
}
