// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** White noise: the same for a seed everywhere (Marsaglia's xorshift, 64 bits). */
final class NoiseSource {

    private long state;

    NoiseSource(long seed) {
        // Spreads seeds that lie close together; no state may be 0.
        long mixed = (seed + 1) * 0x9E3779B97F4A7C15L;
        mixed ^= mixed >>> 32;
        state = mixed == 0 ? 1 : mixed;
        next();
        next();
    }

    /** Uniform in [-1, 1): an RMS of 1/√3. */
    double next() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (state >> 10) * 0x1.0p-53;
    }
}
