// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The melody of a dance. A phrase is made of two motifs, each a rhythm and a contour, that are set
 * on the chord of the bar that they come in; notes on a chord's beginning are of the chord, others
 * go along the scale.
 */
final class Tune {

    private static final int LOWEST = 60;
    private static final int HIGHEST = 88;
    private static final int MIDDLE = 73;

    /** Bars of a phrase by motif; the last bar is the cadence's. */
    private static final List<List<Integer>> PATTERNS =
            List.of(List.of(0, 1, 0), List.of(0, 0, 1), List.of(0, 1, 1));

    private static final List<Integer> STEPS = List.of(-2, -1, -1, 1, 1, 2);
    private static final int ORNAMENT_PERCENT = 35;
    private static final int ABOVE = 16;

    /** Eighths and steps of the scale from the first note. */
    private record Motif(List<Integer> lengths, List<Integer> contour) {

        static Motif of(Pulse pulse, Random random) {
            List<Integer> lengths = RhythmGrammar.bar(pulse, random);
            List<Integer> contour = new ArrayList<>();
            int note = 0;
            for (int i = 0; i < lengths.size(); i++) {
                contour.add(note);
                note += STEPS.get(random.nextInt(STEPS.size()));
                note = Math.max(-4, Math.min(4, note));
            }
            return new Motif(lengths, contour);
        }
    }

    private final PieceSpec spec;
    private final List<Slot> slots;
    private final Random random;
    private final Dynamics dynamics;
    private final Line line = new Line();
    private final int middle;
    private int last;

    private Tune(PieceSpec spec, List<Slot> slots, Random random, Dynamics dynamics) {
        this.spec = spec;
        this.slots = slots;
        this.random = random;
        this.dynamics = dynamics;
        middle = spec.key().noteAtOrBelow(MIDDLE);
    }

    static Line line(PieceSpec spec, List<Slot> slots, Random random, Dynamics dynamics) {
        Tune tune = new Tune(spec, slots, random, dynamics);
        Map<Character, Boolean> heard = new HashMap<>();
        int bars = Phrase.BARS * spec.pulse().bar();
        List<Phrase> form = Phrase.form(spec.bars());
        for (int i = 0; i < form.size(); i++) {
            Phrase phrase = form.get(i);
            boolean again = heard.put(phrase.letter(), true) != null;
            tune.phrase(phrase, i * bars, again, i == form.size() - 1);
        }
        return tune.line;
    }

    private void phrase(Phrase phrase, int start, boolean again, boolean end) {
        Random same = Slot.seeded(spec, phrase.letter());
        List<Motif> motifs = List.of(Motif.of(spec.pulse(), same), Motif.of(spec.pulse(), same));
        List<Integer> pattern = PATTERNS.get(same.nextInt(PATTERNS.size()));
        last = middle + same.nextInt(5) - 2;
        int bar = start + spec.pickupUnits();
        if (spec.pickup()) {
            pickup(start);
        }
        for (int motif : pattern) {
            // Arches: up to the third bar, and down to the cadence.
            int target = middle + (bar - start) / spec.pulse().bar() + same.nextInt(3) - 1;
            bar(motifs.get(motif), bar, target, again);
            bar += spec.pulse().bar();
        }
        cadence(bar, end);
    }

    private Slot slotAt(int start) {
        int low = 0;
        int high = slots.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (slots.get(middle).start() <= start) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return slots.get(low);
    }

    private void pickup(int start) {
        Chord chord = slotAt(start).chord();
        last = chord.nearest(last - 1);
        for (int i = 0; i < spec.pickupUnits(); i++) {
            play(start + i, 1, chord, last + i);
        }
        last += spec.pickupUnits();
    }

    private void bar(Motif motif, int bar, int target, boolean again) {
        int first = slotAt(bar).chord().nearest((target + last) / 2);
        int at = bar;
        for (int i = 0; i < motif.lengths().size(); i++) {
            Slot slot = slotAt(at);
            int note = first + motif.contour().get(i);
            if (slot.start() == at) {
                note = slot.chord().nearest(note);
            }
            note = inRange(slot.chord(), note);
            int length = motif.lengths().get(i);
            if (again && length == 2 && random.nextInt(100) < ORNAMENT_PERCENT) {
                play(at, 1, slot.chord(), note);
                play(at + 1, 1, slot.chord(), inRange(slot.chord(), note + 1));
            } else {
                play(at, length, slot.chord(), note);
            }
            last = note;
            at += length;
        }
    }

    /** One long note, the tonic where the piece ends, and a breath. */
    private void cadence(int bar, boolean end) {
        Slot slot = slotAt(bar);
        int note = slot.chord().nearest(last);
        if (end || slot.phrase().cadence() == Phrase.Cadence.AUTHENTIC) {
            note = slot.chord().nearestRoot(last);
        }
        play(bar, slot.length() - (end ? 0 : 1), slot.chord(), inRange(slot.chord(), note));
        last = note;
    }

    private int inRange(Chord chord, int note) {
        int moved = note;
        while (chord.pitch(spec.key(), moved) > HIGHEST) {
            moved -= Key.DEGREES;
        }
        while (chord.pitch(spec.key(), moved) < LOWEST) {
            moved += Key.DEGREES;
        }
        return moved;
    }

    private void play(int start, int length, Chord chord, int note) {
        int pitch = chord.pitch(spec.key(), note);
        line.add(start, length, pitch, dynamics.velocity(start, ABOVE));
    }
}
