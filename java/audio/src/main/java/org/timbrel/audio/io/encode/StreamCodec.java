// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** One format's way from samples to bytes, fed by a {@link SoundEncoder} that checks them. */
interface StreamCodec {

    /** The bytes before all others. */
    byte[] header();

    /**
     * Takes finite samples.
     *
     * @param out gets what is done
     */
    void encode(float[] samples, int offset, int count, ByteArrayOutputStream out)
            throws IOException;

    /**
     * Ends the sound; called once at most.
     *
     * @param out gets what is left
     */
    void finish(ByteArrayOutputStream out) throws IOException;

    /** Frees what is native; may be called twice. */
    void close();
}
