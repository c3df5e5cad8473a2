// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.texture;

/** A sound that never ends, one sample a call, so that no block size can leave a trace in it. */
interface Sound {

    /**
     * The next sample at {@link ProceduralTexture#SAMPLE_RATE_HZ}, about -1..1 before levelling.
     */
    double next();
}
