// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;

/** The sound itself. */
final class PlainBody implements SoundBody {

    private final OutputStream out;

    PlainBody(OutputStream out) {
        this.out = out;
    }

    @Override
    public void sound(byte[] sound, long samples) throws IOException {
        if (sound.length > 0) {
            out.write(sound);
        }
        // Also without sound: the listener is to know that the stream began.
        out.flush();
    }

    @Override
    public void done(long samples) {}

    /** Among sound there is no place for it. */
    @Override
    public boolean problem(ObjectNode problem) {
        return false;
    }
}
