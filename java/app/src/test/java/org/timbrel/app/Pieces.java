// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Metre;
import org.timbrel.music.score.Note;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Tempo;
import org.timbrel.music.score.Track;

/** Small pieces for tests, another for every seed. */
public final class Pieces {

    private static final int[] SCALE = {0, 2, 4, 5, 7, 9, 11};
    private static final int QUARTER = 480;

    private Pieces() {}

    /** A walk over C major in eighths with a bass note a bar, 4/4 at 120. */
    public static Score walk(long seed, int bars) {
        return of(seed, bars, 4, 1);
    }

    /** The same in 3/4, in quarters, so half as dense. */
    public static Score waltz(long seed, int bars) {
        return of(seed, bars, 3, 2);
    }

    private static Score of(long seed, int bars, int beats, int eighths) {
        Random random = new Random(seed);
        List<Note> notes = new ArrayList<>();
        int step = 14;
        int length = QUARTER / 2 * eighths;
        for (long tick = 0; tick < (long) bars * beats * QUARTER; tick += length) {
            if (tick % ((long) beats * QUARTER) == 0) {
                notes.add(new Note(tick, (long) beats * QUARTER, 48 + pitch(step) % 12, 70));
            }
            step = Math.max(7, Math.min(21, step + random.nextInt(3) - 1));
            notes.add(new Note(tick, length, 48 + pitch(step), 90));
        }
        return new Score(
                QUARTER,
                List.of(Track.of(notes)),
                List.of(Tempo.ofBpm(0, 120)),
                List.of(new Metre(0, beats, 4)));
    }

    private static int pitch(int step) {
        return step / 7 * 12 + SCALE[step % 7];
    }

    /** Writes a score; the folder is made. */
    public static Path write(Path file, Score score) {
        try {
            Files.createDirectories(file.getParent());
            MidiWriter.write(score, file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes so many walks of 8 bars, {@code 0.mid} and on. */
    public static Path walks(Path folder, int count) {
        for (int k = 0; k < count; k++) {
            write(folder.resolve(k + ".mid"), walk(k, 8));
        }
        return folder;
    }

    /** The same of waltzes. */
    public static Path waltzes(Path folder, int count) {
        for (int k = 0; k < count; k++) {
            write(folder.resolve(k + ".mid"), waltz(k, 8));
        }
        return folder;
    }
}
