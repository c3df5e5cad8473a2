// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.IOException;

/** A soundfont cannot be used; the message says why, on one line, and does not name the file. */
public final class SoundfontException extends IOException {

    private static final long serialVersionUID = 1;

    SoundfontException(String message) {
        super(message);
    }

    SoundfontException(String message, Throwable cause) {
        super(message, cause);
    }
}
