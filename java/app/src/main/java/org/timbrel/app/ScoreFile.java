// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.score.Score;

/** MIDI files that a job reads. */
final class ScoreFile {

    private static final int PROBE_BYTES = 12;

    private ScoreFile() {}

    /**
     * The music of a file.
     *
     * @throws InputException naming the file, if it cannot be read
     */
    static Score read(Path file) throws InputException {
        try {
            return MidiReader.read(file);
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /** Whether a file is MIDI: by its first bytes, or where those say nothing, by its name. */
    static boolean isMidi(Path file) {
        return MidiFiles.hasExtension(file) || hasMidiBytes(file);
    }

    private static boolean hasMidiBytes(Path file) {
        // A pipe would wait for its writer.
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return MidiReader.isMidi(in.readNBytes(PROBE_BYTES));
        } catch (IOException e) {
            return false; // Whoever opens it says why.
        }
    }
}
