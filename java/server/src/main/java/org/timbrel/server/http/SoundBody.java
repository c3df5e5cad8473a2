// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** How sound is put into the body of an answer. */
interface SoundBody {

    /**
     * Sends encoded sound, now.
     *
     * @param sound may be empty
     * @param samples of the stream that came before
     */
    void sound(byte[] sound, long samples) throws IOException;

    /** Ends it as it should. */
    void done(long samples) throws IOException;

    /**
     * Says why it ends before its end.
     *
     * @return whether that could be said
     */
    boolean problem(ObjectNode problem) throws IOException;
}
