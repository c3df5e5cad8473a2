// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.synth;

import org.timbrel.music.score.Score;

/**
 * Timbrel's own synthesizer: small, and the same bits on every machine, as it has nothing but
 * additions, multiplications, divisions, square roots and {@link StrictMath}. Struck instruments
 * are sums of partials that die away, plucked ones Karplus-Strong strings, sustained ones
 * band-limited periods with envelope and vibrato, drums noise and tones; no partial lies above the
 * Nyquist frequency. Memory does not grow with the length of the piece beyond the score's notes.
 *
 * <p>At most {@value #VOICES} notes sound at once: one more ends the quietest. A note at full
 * velocity has an RMS of about -21 dBFS, which leaves room for usual chords; what is over -6 dBFS
 * is bent softly, sample by sample, and never reaches full scale.
 */
public final class BuiltInSynthesizer implements Synthesizer {

    /** Notes that sound at once at most. */
    public static final int VOICES = 128;

    @Override
    public ScoreSound open(Score score, int sampleRateHz, double tailSeconds) {
        return new BuiltInSound(NoteSchedule.of(score, sampleRateHz, tailSeconds), sampleRateHz);
    }
}
