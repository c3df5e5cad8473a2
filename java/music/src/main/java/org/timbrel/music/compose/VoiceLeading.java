// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Sets chords for four voices: of all ways through a piece the one that breaks the rules of voice
 * leading least, found by dynamic programming (Viterbi) over the best voicings of each chord.
 */
final class VoiceLeading {

    /** Bass, tenor, alto and soprano. */
    static final int VOICES = 4;

    /** Lowest MIDI keys of the voices. */
    static final List<Integer> LOWEST = List.of(40, 48, 55, 60);

    /** Highest MIDI keys of the voices. */
    static final List<Integer> HIGHEST = List.of(60, 67, 74, 81);

    /** What leaps cost: inner voices leap least. */
    private static final List<Integer> WEIGHTS = List.of(1, 3, 3, 2);

    private static final int SOPRANO = 3;
    private static final int KEPT = 60;
    private static final int FORBIDDEN = 10_000;

    private final Key key;
    private final List<Slot> slots;
    private final int[] targets;

    /** Notes of the scale from the bass up, and what is wrong with them by themselves. */
    private static final class Voicing {
        final int[] notes;
        final int cost;

        Voicing(int[] notes, int cost) {
            this.notes = notes;
            this.cost = cost;
        }
    }

    private VoiceLeading(PieceSpec spec, List<Slot> slots) {
        this.key = spec.key();
        this.slots = slots;
        this.targets = targets(spec, slots);
    }

    /**
     * The way through a piece.
     *
     * @return [slots, voices], notes of the scale
     */
    static int[][] lead(PieceSpec spec, List<Slot> slots) {
        return new VoiceLeading(spec, slots).lead();
    }

    /** Where the melody would like to be: an arch a phrase, the same for the same letter. */
    private static int[] targets(PieceSpec spec, List<Slot> slots) {
        int[] targets = new int[slots.size()];
        int middle = spec.key().noteAtOrBelow(69);
        Random random = new Random();
        int height = 0;
        int phraseSlots = 1;
        for (int i = 0; i < targets.length; i++) {
            Slot slot = slots.get(i);
            if (slot.index() == 0) {
                random = Slot.seeded(spec, slot.phrase().letter());
                height = 3 + random.nextInt(4);
                phraseSlots = 1;
                while (!slots.get(i + phraseSlots - 1).last()) {
                    phraseSlots++;
                }
            }
            int left = phraseSlots - 1 - slot.index();
            int arch = 4 * height * slot.index() * left / Math.max(1, phraseSlots * phraseSlots);
            targets[i] = middle + arch + random.nextInt(4) - 2;
        }
        return targets;
    }

    private int[][] lead() {
        int count = slots.size();
        List<List<Voicing>> voicings = new ArrayList<>();
        int[][] before = new int[count][KEPT];
        int[] costs = {0};
        for (int i = 0; i < count; i++) {
            List<Voicing> here = voicings(i);
            voicings.add(here);
            int[] next = new int[here.size()];
            for (int j = 0; j < next.length; j++) {
                next[j] = here.get(j).cost + (i == 0 ? 0 : Integer.MAX_VALUE / 2);
                for (int k = 0; i > 0 && k < costs.length; k++) {
                    int cost =
                            here.get(j).cost
                                    + costs[k]
                                    + step(i, voicings.get(i - 1).get(k).notes, here.get(j).notes);
                    if (cost < next[j]) {
                        next[j] = cost;
                        before[i][j] = k;
                    }
                }
            }
            costs = next;
        }
        int best = 0;
        for (int j = 1; j < costs.length; j++) {
            best = costs[j] < costs[best] ? j : best;
        }
        int[][] notes = new int[count][];
        for (int i = count - 1; i >= 0; i--) {
            notes[i] = voicings.get(i).get(best).notes;
            best = before[i][best];
        }
        return notes;
    }

    private List<Voicing> voicings(int slot) {
        List<Voicing> all = new ArrayList<>();
        add(slot, new int[VOICES], 0, all);
        all.sort(Comparator.comparingInt(voicing -> voicing.cost));
        return List.copyOf(all.subList(0, Math.min(KEPT, all.size())));
    }

    private void add(int slot, int[] notes, int voice, List<Voicing> all) {
        if (voice == VOICES) {
            int cost = alone(slot, notes);
            if (cost < FORBIDDEN) {
                all.add(new Voicing(notes.clone(), cost));
            }
            return;
        }
        Chord chord = slots.get(slot).chord();
        int lowest = key.noteAtOrBelow(LOWEST.get(voice));
        if (voice > 0) {
            lowest = Math.max(lowest, notes[voice - 1] + 1);
        }
        for (int note = lowest; chord.pitch(key, note) <= HIGHEST.get(voice); note++) {
            if (chord.has(note) && chord.pitch(key, note) >= LOWEST.get(voice)) {
                notes[voice] = note;
                add(slot, notes, voice + 1, all);
            }
        }
    }

    /** What is wrong with a voicing by itself. */
    private int alone(int i, int[] notes) {
        Slot slot = slots.get(i);
        Chord chord = slot.chord();
        int[] parts = new int[chord.size()];
        int leading = 0;
        for (int note : notes) {
            parts[chord.part(note)]++;
            leading += chord.leads(note) ? 1 : 0;
        }
        int bass = chord.part(notes[0]);
        // Where a phrase ends, its last two chords stand on their roots.
        boolean cadence = slot.last() || slots.get(i + 1).last();
        boolean wideAbove = notes[3] - notes[2] > Key.DEGREES || notes[2] - notes[1] > Key.DEGREES;
        if (parts[0] == 0 || parts[1] == 0 || bass > 1 || (cadence && bass != 0) || wideAbove) {
            return FORBIDDEN;
        }
        boolean diminished = chord.root() == chord.leading();
        if (leading > 1 || (diminished && bass == 0) || (chord.seventh() && parts[3] != 1)) {
            return FORBIDDEN;
        }
        boolean end = i == slots.size() - 1;
        if (end && Math.floorMod(notes[SOPRANO], Key.DEGREES) != 0) {
            return FORBIDDEN;
        }
        int cost = 12 * Math.abs(notes[SOPRANO] - targets[i]);
        cost += bass == 1 ? 8 : 0;
        cost += parts[2] == 0 ? 10 : 0;
        cost += parts[1] > 1 ? 8 : 0;
        return cost;
    }

    /** What is wrong with going from one voicing to the next. */
    private int step(int to, int[] a, int[] b) {
        Chord from = slots.get(to - 1).chord();
        Chord chord = slots.get(to).chord();
        if (Arrays.equals(a, b)) {
            return 25;
        }
        int cost = a[SOPRANO] == b[SOPRANO] ? 12 : 0;
        for (int voice = 0; voice < VOICES; voice++) {
            int leap = Math.abs(b[voice] - a[voice]);
            cost += leap * leap * WEIGHTS.get(voice);
            cost += leap > Key.DEGREES ? FORBIDDEN : 0;
            boolean leads = from.leads(a[voice]) && chord.leading() == Chord.NONE;
            cost += leads && b[voice] != a[voice] + 1 ? 30 : 0;
            cost += voice > 0 && b[voice - 1] > a[voice] ? 20 : 0;
            for (int under = 0; under < voice; under++) {
                int interval = interval(from, a[under], a[voice]);
                boolean open = interval == 0 || interval == 7;
                boolean moves = a[voice] != b[voice];
                cost += open && moves && interval == interval(chord, b[under], b[voice]) ? 80 : 0;
            }
        }
        return cost;
    }

    private int interval(Chord chord, int low, int high) {
        return (chord.pitch(key, high) - chord.pitch(key, low)) % Key.OCTAVE;
    }
}
