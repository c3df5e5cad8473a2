// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.timbrel.app.music.MusicCode;
import org.timbrel.app.music.Primer;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.music.midi.MidiReader;

/** Reads what new music goes on from. */
final class MusicPrimer {

    private MusicPrimer() {}

    /**
     * Reads a primer; one that is shorter than was asked for is told of.
     *
     * @throws InputException if it cannot be read, is no MIDI file, or has no note so early
     */
    static Primer read(GenerateJob.Primer wanted, MusicCode code, Progress progress)
            throws InputException {
        Path file = wanted.file();
        try {
            if (AudioFiles.hasAudioExtension(file)
                    && Files.exists(file)
                    && !ScoreFile.isMidi(file)) {
                throw new IOException(
                        "is a sound, and the model goes on from MIDI files: 'timbrel transcribe %s -o primer.mid' writes down one that has a single voice"
                                .formatted(file));
            }
            Primer primer = new Primer(MidiReader.read(file), wanted.seconds(), code);
            if (primer.seconds() < wanted.seconds() - 0.005) {
                progress.note(
                        String.format(
                                Locale.ROOT,
                                "%s: all its %.2f s are gone on from; --primer-seconds is %s",
                                file,
                                primer.seconds(),
                                wanted.seconds()));
            }
            return primer;
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(file, e);
        }
    }
}
