// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;

/**
 * Composes pieces: four-bar phrases in a form, chords by a grammar, and on them voices or a tune
 * with accompaniment. The same spec gives the same score.
 */
public final class Composer {

    private static final int SLOWEST_CHORALE = 66;
    private static final int SLOWEST_DANCE = 104;
    private static final int TEMPO_RANGE = 30;

    /** Percent of the tempo at the last two bars and the last. */
    private static final List<Integer> RITARDANDO = List.of(92, 80);

    private Composer() {}

    /** A piece; it ends on the tonic of its key. */
    public static Score compose(PieceSpec spec) {
        return new Score(
                Pulse.TICKS_PER_QUARTER,
                spec.style() == Style.CHORALE ? Chorale.tracks(spec) : Dance.tracks(spec),
                tempos(spec),
                metres(spec));
    }

    private static List<Metre> metres(PieceSpec spec) {
        if (!spec.pickup()) {
            return List.of(spec.pulse().metre(0));
        }
        long first = (long) spec.pickupUnits() * Pulse.UNIT;
        return List.of(spec.pulse().pickup(), spec.pulse().metre(first));
    }

    private static List<Tempo> tempos(PieceSpec spec) {
        int slowest = spec.style() == Style.CHORALE ? SLOWEST_CHORALE : SLOWEST_DANCE;
        int bpm = slowest + new Random(~spec.seed()).nextInt(TEMPO_RANGE);
        List<Tempo> tempos = new ArrayList<>();
        tempos.add(tempo(0, bpm));
        if (spec.style() == Style.CHORALE) {
            long bar = (long) spec.pulse().bar() * Pulse.UNIT;
            for (int i = 0; i < RITARDANDO.size(); i++) {
                long tick = bar * (spec.bars() - RITARDANDO.size() + i);
                tempos.add(tempo(tick, bpm * RITARDANDO.get(i) / 100));
            }
        }
        return tempos;
    }

    private static Tempo tempo(long tick, int bpm) {
        return new Tempo(tick, 60_000_000 / bpm);
    }
}
