// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import java.io.IOException;
import org.timbrel.music.score.Score;

/** Plays scores. One synthesizer may play several at the same time. */
public interface Synthesizer {

    /**
     * The sound of a score, from its first tick until its last note has ended, and {@code
     * tailSeconds} more for what rings on.
     *
     * @param sampleRateHz {@link SynthesizerLimits#MIN_RATE_HZ}..{@link
     *     SynthesizerLimits#MAX_RATE_HZ}
     * @param tailSeconds 0..{@link SynthesizerLimits#MAX_TAIL_SECONDS}
     * @throws IllegalArgumentException if one is outside its range
     * @throws IOException if the synthesizer cannot play, with one line that says why
     */
    ScoreSound open(Score score, int sampleRateHz, double tailSeconds) throws IOException;
}
