// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import org.timbrel.server.engine.EndReason;
import org.timbrel.server.engine.LiveTexture;
import org.timbrel.server.engine.RejectedException;
import org.timbrel.server.engine.StreamEndedException;
import org.timbrel.server.engine.StreamRequest;
import org.timbrel.server.engine.TextureEngine;

/** A stream that has its slot. */
record Admitted(LiveTexture texture, double queueSeconds) {

    /**
     * Waits for a slot.
     *
     * @throws Problem if there is none for it
     */
    static Admitted of(TextureEngine engine, StreamRequest request) throws InterruptedException {
        long begin = System.nanoTime();
        try {
            LiveTexture texture = engine.open(request);
            return new Admitted(texture, (System.nanoTime() - begin) / 1e9);
        } catch (RejectedException e) {
            ProblemType type =
                    switch (e.reason()) {
                        case QUEUE_FULL -> ProblemType.QUEUE_FULL;
                        case QUEUE_TIMEOUT -> ProblemType.QUEUE_TIMEOUT;
                        case OWNER_LIMIT -> ProblemType.OWNER_LIMIT;
                        case DRAINING -> ProblemType.DRAINING;
                        case FAILED -> ProblemType.DEVICE_FAILED;
                        case CANCELLED -> ProblemType.STREAM_ENDED;
                    };
            throw new Problem(type, e.getMessage(), e.retryAfterSeconds());
        } catch (IllegalArgumentException e) {
            throw new Problem(ProblemType.INVALID_VALUE, e.getMessage());
        }
    }

    /** What the client of a stream that was ended is told. */
    static Problem ended(StreamEndedException e) {
        if (e.reason() == EndReason.FAILED) {
            Failures.log("a stream", e);
        }
        ProblemType type =
                e.reason() == EndReason.FAILED
                        ? ProblemType.DEVICE_FAILED
                        : e.reason() == EndReason.DRAINED
                                ? ProblemType.DRAINING
                                : ProblemType.STREAM_ENDED;
        return new Problem(type, e.reason().meaning());
    }
}
