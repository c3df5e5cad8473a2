// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;

/** A server's answer that is no HTTP, or no WebSocket's frame. */
final class MalformedResponseException extends IOException {

    private static final long serialVersionUID = 1;

    MalformedResponseException(String message) {
        super(message);
    }
}
