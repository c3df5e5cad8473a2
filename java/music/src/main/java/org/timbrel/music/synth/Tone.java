// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

/** What vibrates: a tone that goes on by itself, without the envelope of a note. */
interface Tone {

    /** Writes its next {@code to - from} samples, of an RMS about 1 at their loudest. */
    void render(double[] out, int from, int to);
}
