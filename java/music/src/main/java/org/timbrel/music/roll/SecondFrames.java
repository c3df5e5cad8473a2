// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** A frame every so many seconds. */
final class SecondFrames implements Grid.Frames {

    /**
     * A note that begins so little after a frame, in frames, still counts to it: a tempo in whole
     * microseconds moves the frames of a {@link Grid#blank} by less, for hours.
     */
    private static final double SLACK = 1.0 / 16;

    private final double hop;
    private final TempoMap tempos;

    SecondFrames(Score score, double hop) {
        this.hop = hop;
        this.tempos = new TempoMap(score);
    }

    @Override
    public long atOrAfter(long tick) {
        return (long) Math.ceil(tempos.seconds(tick) / hop - SLACK);
    }

    @Override
    public double seconds(long frame) {
        return frame * hop;
    }
}
