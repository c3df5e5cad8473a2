// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** Tunes for tests, at 120 quarters a minute and 480 ticks each: 960 ticks a second. */
public final class Melodies {

    /** Ticks a second. */
    public static final double SECOND = 960;

    private static final List<Integer> SCALE = List.of(0, 2, 4, 5, 7, 9, 11);

    private Melodies() {}

    /** Twenty seeded notes of C major, with leaps, rests and repeated keys; those are parted. */
    public static List<Note> tune(long seed) {
        Random random = new Random(seed);
        List<Note> notes = new ArrayList<>();
        double[] lengths = {0.25, 0.25, 0.375, 0.5, 0.5, 0.75};
        int key = 60 + random.nextInt(8);
        double at = 0.2;
        for (int i = 0; i < 20; i++) {
            double seconds = lengths[random.nextInt(lengths.length)];
            int last = key;
            key = next(key, random);
            double held = key == last ? 0.75 : 0.95;
            notes.add(
                    new Note(
                            Math.round(at * SECOND),
                            Math.round(held * seconds * SECOND),
                            last,
                            60 + random.nextInt(50)));
            at += seconds + (random.nextInt(10) == 0 ? 0.25 : 0);
        }
        return notes;
    }

    private static int next(int key, Random random) {
        if (random.nextInt(6) == 0) {
            return key;
        }
        if (random.nextInt(6) == 0) {
            return key > 66 ? key - 12 : key + 12;
        }
        int direction = random.nextBoolean() ? 1 : -1;
        int next = key + direction;
        while (!SCALE.contains(next % 12)) {
            next += direction;
        }
        return next;
    }

    /** These notes by an instrument. */
    public static Score score(int program, List<Note> notes) {
        return new Score(
                480,
                List.of(new Track("", program, false, notes, List.of())),
                List.of(),
                List.of());
    }

    /** The same as a MIDI file. */
    public static Path write(Path file, int program, List<Note> notes) throws IOException {
        MidiWriter.write(score(program, notes), file);
        return file;
    }
}
