// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;

/**
 * Bad input: a file that is no sound, is damaged or incomplete, or holds what Timbrel cannot use.
 * The message is one line with the value, the limit and the cure, and without the path: callers put
 * it in front.
 */
public final class AudioFormatException extends IOException {

    private static final long serialVersionUID = 1L;

    public AudioFormatException(String message) {
        super(message);
    }

    public AudioFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
