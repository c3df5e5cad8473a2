// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.roll;

import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** A frame every {@code step / divisor} ticks, a fraction so that no frame drifts. */
final class TickFrames implements Grid.Frames {

    private final long step;
    private final long divisor;
    private final TempoMap tempos;

    TickFrames(Score score, long step, long divisor) {
        this.step = step;
        this.divisor = divisor;
        this.tempos = new TempoMap(score);
    }

    @Override
    public long atOrAfter(long tick) {
        return -Math.floorDiv(-Math.multiplyExact(tick, divisor), step);
    }

    @Override
    public double seconds(long frame) {
        long at = Math.multiplyExact(frame, step);
        double before = tempos.seconds(at / divisor);
        double after = tempos.seconds(at / divisor + 1);
        return before + (after - before) * (at % divisor) / divisor;
    }
}
