// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.IOException;
import java.io.Serial;

/** A file that is not the array file it should be; the message says why, without the path. */
public final class NpyFormatException extends IOException {

    @Serial private static final long serialVersionUID = 1;

    /** Says what is wrong, in one line. */
    public NpyFormatException(String message) {
        super(message);
    }

    /** Says what is wrong, in one line, and what showed it. */
    public NpyFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
