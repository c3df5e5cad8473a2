// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.music;

import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** Where ticks of one score are in another that is as old. */
final class TickMap {

    private final MusicCode.Timeline timeline;
    private final Score from;
    private final Score to;
    private final TempoMap fromTempos;
    private final TempoMap toTempos;

    TickMap(MusicCode.Timeline timeline, Score from, Score to) {
        this.timeline = timeline;
        this.from = from;
        this.to = to;
        fromTempos = new TempoMap(from);
        toTempos = new TempoMap(to);
    }

    /** The nearest tick there. */
    long tick(long tick) {
        return switch (timeline) {
            case TICKS -> tick;
            case SECONDS -> toTempos.tick(fromTempos.seconds(tick));
            case QUARTERS ->
                    Math.round((double) tick * to.ticksPerQuarter() / from.ticksPerQuarter());
        };
    }
}
