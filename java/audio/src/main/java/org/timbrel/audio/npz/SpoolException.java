// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.IOException;
import java.io.Serial;

/** A temporary file cannot be made or written, as on a full disk; the message says why. */
public final class SpoolException extends IOException {

    @Serial private static final long serialVersionUID = 1;

    SpoolException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
