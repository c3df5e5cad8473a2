// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.timbrel.app.FileFailure;
import org.timbrel.app.InputException;
import org.timbrel.app.MidiFiles;
import org.timbrel.app.SoundFolder;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** Reads the pieces of a folder, each once, as the study takes them. */
final class PieceReading {

    /** Shorter ones have too few frames to learn from or to judge by. */
    static final double LEAST_SECONDS = 2;

    private final Path folder;
    private final boolean onePiano;
    private final List<StudyPieces.LeftOut> leftOut = new ArrayList<>();

    /**
     * A piece that was read.
     *
     * @param name unlike that of every other
     * @param leftOut notes that the file had beside
     */
    record Read(String name, String source, String sha256, Score score, int leftOut) {}

    PieceReading(Path folder, StudySpec spec) {
        this.folder = folder;
        onePiano = spec.instruments().equals("one");
    }

    /**
     * All that can be used, by the order of their names.
     *
     * @throws IOException if there is no folder, or nothing in it that could be used
     */
    List<Read> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new InputException(
                    folder,
                    new IOException(
                            Files.exists(folder)
                                    ? "is no folder: name one that holds MIDI files"
                                    : "there is no such folder"));
        }
        SoundFolder found = SoundFolder.walk(folder, MidiFiles::hasExtension);
        for (FileFailure failure : found.unreadable()) {
            leave(source(failure.file()), failure.cause().getMessage());
        }
        if (found.sounds().isEmpty()) {
            throw new InputException(
                    folder, new IOException("holds no MIDI files (mid, midi, kar, rmi)"));
        }
        List<Read> pieces = new ArrayList<>();
        Map<Score, String> known = new HashMap<>();
        Set<String> names = new HashSet<>();
        for (Path file : found.sounds()) {
            Read read = read(file, names);
            String twin = read == null ? null : known.putIfAbsent(read.score(), read.source());
            if (twin != null) {
                leave(read.source(), "has the same notes as " + twin);
            } else if (read != null) {
                pieces.add(read);
            }
        }
        if (pieces.isEmpty()) {
            StudyPieces.LeftOut first = leftOut.get(0);
            throw new InputException(
                    folder.resolve(first.source()), new IOException(first.reason()));
        }
        return pieces;
    }

    /** Files that cannot be used, each with the reason. */
    List<StudyPieces.LeftOut> leftOut() {
        return leftOut;
    }

    private void leave(String source, String reason) {
        leftOut.add(new StudyPieces.LeftOut(source, reason));
    }

    private String source(Path file) {
        return folder.relativize(file).toString();
    }

    private Read read(Path file, Set<String> names) {
        String source = source(file);
        try {
            Score whole = MidiReader.read(file);
            Score score = onePiano ? OnePiano.of(whole) : whole;
            if (score.noteCount() == 0) {
                leave(
                        source,
                        whole.noteCount() == 0
                                ? "holds no notes"
                                : "has no note that a piano could play");
                return null;
            }
            double seconds = new TempoMap(score).seconds(score.end());
            if (seconds < LEAST_SECONDS) {
                leave(
                        source,
                        "lasts %.2f s, and a piece must last %.0f s"
                                .formatted(seconds, LEAST_SECONDS));
                return null;
            }
            return new Read(
                    name(source, names),
                    source,
                    Hashes.of(file),
                    score,
                    whole.noteCount() - score.noteCount());
        } catch (IOException e) {
            leave(source, e.getMessage());
            return null;
        }
    }

    /** The path without its extension and slashes, with a number where another is called so. */
    private static String name(String source, Set<String> names) {
        int dot = source.lastIndexOf('.');
        String plain = source.substring(0, dot).replaceAll("[^\\p{L}\\p{N}._#-]", "-");
        String name = plain;
        for (int k = 2; !names.add(name); k++) {
            name = plain + "-" + k;
        }
        return name;
    }
}
