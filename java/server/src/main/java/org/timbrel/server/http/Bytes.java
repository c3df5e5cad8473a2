// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import java.util.Arrays;

/** Pieces of encoded sound. */
final class Bytes {

    static final byte[] NONE = {};

    private Bytes() {}

    /** Both, one behind the other; no copy where one is empty. */
    static byte[] joined(byte[] first, byte[] second) {
        if (first.length == 0 || second.length == 0) {
            return first.length == 0 ? second : first;
        }
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
