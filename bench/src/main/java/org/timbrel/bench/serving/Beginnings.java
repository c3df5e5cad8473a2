// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * How the streams of each seed begin, by a checksum of their first quarter of a second: it must be
 * the same whenever, beside whomever and by whichever way one is heard.
 */
final class Beginnings {

    /** Of 44,100 Hz and 16 bits. */
    static final int BYTES = 22_050;

    private final Map<Long, Long> known = new HashMap<>();

    /** One stream's. */
    final class Beginning {

        private final long seed;
        private final CRC32C sum = new CRC32C();
        private int left = BYTES;
        private boolean right = true;

        private Beginning(long seed) {
            this.seed = seed;
        }

        /** Takes the next bytes of the stream, reading them or not. */
        void take(ByteBuffer part) {
            if (left > 0) {
                ByteBuffer some = part.slice(part.position(), Math.min(left, part.remaining()));
                left -= some.remaining();
                sum.update(some);
                if (left == 0) {
                    Long before = known.putIfAbsent(seed, sum.getValue());
                    right = before == null || before == sum.getValue();
                }
            }
        }

        /** Whether it was as before, or ended too soon to tell. */
        boolean right() {
            return right;
        }
    }

    Beginning of(long seed) {
        return new Beginning(seed);
    }
}
