// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Scores for property tests: 0 to 20 tracks with pedals and percussion, pickups, changes of tempo
 * and metre, chords, notes over many bars, and notes that overlap on one key (none within another,
 * which MIDI cannot say).
 */
public final class RandomScore {

    private static final int[] RESOLUTIONS = {1, 24, 96, 220, 480, 960, 32_767};
    private static final int[][] SIGNATURES = {
        {4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}, {2, 2}, {12, 8}, {1, 4}, {3, 16}, {255, 128}
    };

    private final Random random;
    private final int ticksPerQuarter;

    private RandomScore(long seed) {
        random = new Random(seed);
        ticksPerQuarter = RESOLUTIONS[random.nextInt(RESOLUTIONS.length)];
    }

    /** The same for the same seed. */
    public static Score of(long seed) {
        return new RandomScore(seed).score();
    }

    private Score score() {
        List<Track> tracks = new ArrayList<>();
        int count = random.nextInt(4) == 0 ? random.nextInt(21) : random.nextInt(4);
        for (int i = 0; i < count; i++) {
            tracks.add(track(i));
        }
        return new Score(ticksPerQuarter, tracks, tempos(), metres());
    }

    private List<Tempo> tempos() {
        List<Tempo> tempos = new ArrayList<>();
        long tick = random.nextInt(3) == 0 ? span(8) : 0;
        for (int i = random.nextInt(6); i > 0; i--) {
            tempos.add(new Tempo(tick, 100_000 + random.nextInt(2_000_000)));
            tick += 1 + span(16);
        }
        return tempos;
    }

    /** Often a pickup at first; a change may come anywhere in a bar. */
    private List<Metre> metres() {
        List<Metre> metres = new ArrayList<>();
        long tick = 0;
        for (int i = random.nextInt(5); i > 0; i--) {
            int[] signature = SIGNATURES[random.nextInt(SIGNATURES.length)];
            Metre metre = new Metre(tick, signature[0], signature[1]);
            metres.add(metre);
            tick += random.nextBoolean() ? metre.ticksPerBar(ticksPerQuarter) : 1 + span(9);
        }
        return metres;
    }

    private Track track(int number) {
        Map<Integer, long[]> last = new HashMap<>();
        List<Note> notes = new ArrayList<>();
        long tick = 0;
        for (int i = 1 + random.nextInt(120); i > 0; i--) {
            tick += random.nextInt(3) == 0 ? 0 : span(3);
            int pitch = random.nextInt(Note.KEYS);
            long end = tick + 1 + span(random.nextInt(20) == 0 ? 40 : 4);
            long[] before = last.get(pitch);
            if (before != null) {
                end = Math.max(end, before[1]);
            }
            last.put(pitch, new long[] {tick, end});
            notes.add(new Note(tick, end - tick, pitch, 1 + random.nextInt(127)));
        }
        String name = random.nextBoolean() ? "" : "Stimme ä " + number;
        return new Track(name, random.nextInt(128), random.nextInt(6) == 0, notes, pedals());
    }

    private List<Pedal> pedals() {
        List<Pedal> pedals = new ArrayList<>();
        boolean down = true;
        long tick = span(4);
        for (int i = random.nextBoolean() ? 0 : random.nextInt(20); i > 0; i--) {
            pedals.add(new Pedal(tick, down));
            down = !down;
            tick += span(3);
        }
        return pedals;
    }

    /** Up to so many quarters; half of the time a whole number of sixteenths. */
    private long span(int quarters) {
        if (random.nextBoolean()) {
            return (long) random.nextInt(4 * quarters) * ticksPerQuarter / 4;
        }
        return (long) (random.nextDouble() * quarters * ticksPerQuarter);
    }
}
