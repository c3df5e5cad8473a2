// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

/** The time that a sequence has come to, token after token. */
public interface TokenClock {

    /**
     * The moment, in seconds from the beginning of the decoded score, at which what comes after a
     * token begins.
     *
     * @throws IllegalArgumentException naming the place, if the token is none or may not come there
     */
    double after(int token);
}
