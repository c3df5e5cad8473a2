// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/** Whether a vocoder's stream has ended: it does so once. */
final class StreamEnd {

    private boolean ended;

    /** Fails if the stream has ended. */
    void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the stream has ended: a new one needs a new vocoder");
        }
    }

    /** Ends it; fails if it has ended before. */
    void end() {
        requireOpen();
        ended = true;
    }
}
