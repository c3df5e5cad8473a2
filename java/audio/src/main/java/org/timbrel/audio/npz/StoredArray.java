// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** An array that can be written: what it is, and its data, wherever they are kept. */
public abstract sealed class StoredArray permits NpyArray, ArraySpool {

    StoredArray() {}

    abstract NpyHeader header();

    /** Writes the raw elements in C order; the same ones at every call. */
    abstract void writeData(WritableByteChannel out) throws IOException;
}
