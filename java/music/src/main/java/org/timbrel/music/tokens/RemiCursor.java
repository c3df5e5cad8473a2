// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Tempo;

/** Where a sequence has come to: its bar, position, tempo and time. */
final class RemiCursor implements TokenClock {

    /** Ticks of a quarter in decoded scores, about. */
    private static final int TICKS = 480;

    private final RemiSpec spec;
    private final RemiLayout words;
    private final GrammarWalk walk;
    private final List<Metre> metres = new ArrayList<>();
    private final List<Tempo> tempos = new ArrayList<>();

    private boolean begun;
    private boolean onPosition;
    private long barStart;
    private long position;
    private int metre = -1;

    private long tempoPosition;
    private double tempoSeconds;
    private double secondsAPosition;

    RemiCursor(RemiSpec spec, RemiLayout words, Grammar grammar) {
        this.spec = spec;
        this.words = words;
        this.walk = new GrammarWalk(grammar, words.names);
        setTempo(spec.microsPerQuarter());
    }

    @Override
    public double after(int token) {
        step(token);
        return tempoSeconds + (position - tempoPosition) * secondsAPosition;
    }

    void step(int token) {
        walk.step(token);
        if (token == words.bar) {
            barStart += begun ? words.metreLengths[metre] : 0;
            position = barStart;
            begun = true;
        } else if (words.isPosition(token)) {
            position = barStart + token - words.firstPosition;
        } else if (words.isMetre(token)) {
            setMetre(token - words.firstMetre);
        } else if (words.isTempo(token)) {
            setTempo(RemiLayout.microsPerQuarter(token - words.firstTempo));
        }
        onPosition = words.isPosition(token);
    }

    private void setMetre(int next) {
        boolean cut = onPosition;
        if (cut || next != metre) {
            metres.add(spec.metres().get(next).at(tick(position)));
        }
        metre = next;
        barStart = position;
    }

    private void setTempo(int micros) {
        tempoSeconds += (position - tempoPosition) * secondsAPosition;
        tempoPosition = position;
        secondsAPosition = micros * 1e-6 / spec.positionsPerBeat();
        int last = tempos.size() - 1;
        if (last >= 0 && tempos.get(last).tick() == tick(position)) {
            tempos.remove(last);
        }
        tempos.add(new Tempo(tick(position), micros));
    }

    /** Where the last Bar, Position or Metre led. */
    long position() {
        return position;
    }

    List<Metre> metres() {
        return metres;
    }

    List<Tempo> tempos() {
        return tempos;
    }

    int ticksPerQuarter() {
        return ticksPerPosition() * spec.positionsPerBeat();
    }

    long tick(long at) {
        return at * ticksPerPosition();
    }

    private int ticksPerPosition() {
        return Math.max(1, TICKS / spec.positionsPerBeat());
    }
}
