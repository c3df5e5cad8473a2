// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

/**
 * What a listener noted of one stream. Times are NaN where there was nothing to time.
 *
 * @param status of the answer; 0: there was none
 * @param problem its type, or what went wrong on the way; null: nothing
 * @param retryAfterSeconds that the server asked for
 * @param firstAudioSeconds from the request's sending to the first byte of sound
 * @param fromOpeningSeconds the same from the connection's opening
 * @param queuedSeconds of it that the stream waited for its slot, as the server tells
 * @param heard of the sound
 * @param ending how it ended
 * @param rightLength whether all of the sound came, of those that were not left
 * @param rightBeginning whether its beginning is that of the same seed before
 */
record StreamNote(
        int status,
        String problem,
        double retryAfterSeconds,
        double firstAudioSeconds,
        double fromOpeningSeconds,
        double queuedSeconds,
        Playback.Heard heard,
        Ending ending,
        boolean rightLength,
        boolean rightBeginning) {

    static final int OK = 200;

    /** How a stream ended. */
    enum Ending {
        /** The answer was there to its end. */
        WHOLE,
        /** The listener left, as it was to. */
        LEFT,
        /** The phase was over. */
        OVER,
        /** The server's end closed or failed before the answer's end. */
        CUT
    }

    boolean admitted() {
        return status == OK;
    }
}
