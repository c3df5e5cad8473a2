// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.timbrel.app.music.Representation;

/** Tells MIDI files from sounds by their names. */
public final class MidiFiles {

    private static final List<String> EXTENSIONS = List.of(".mid", ".midi", ".kar", ".rmi");

    private MidiFiles() {}

    /** Whether the name ends as MIDI files do: mid, midi, kar or rmi. */
    public static boolean hasExtension(Path file) {
        Path name = file.getFileName();
        return name != null
                && EXTENSIONS.stream()
                        .anyMatch(end -> name.toString().toLowerCase(Locale.ROOT).endsWith(end));
    }

    /**
     * What files and folders are trained on by default: remi where they are MIDI files, else mfcc.
     *
     * @throws IllegalArgumentException if there are both
     */
    public static Representation representation(List<Path> inputs) {
        Path midi = null;
        Path sound = null;
        for (Path input : inputs) {
            List<Path> files =
                    Files.isDirectory(input)
                            ? SoundFolder.walk(
                                            input,
                                            file -> hasExtension(file) || FrameFiles.isData(file))
                                    .sounds()
                            : List.of(input);
            for (Path file : files) {
                if (hasExtension(file)) {
                    midi = midi == null ? file : midi;
                } else if (sound == null) {
                    sound = file;
                }
            }
        }
        if (midi != null && sound != null) {
            throw new IllegalArgumentException(
                    "there are both MIDI files, as %s, and sounds, as %s: say with --representation which are meant"
                            .formatted(midi, sound));
        }
        return midi == null ? Representation.MFCC : Representation.REMI;
    }
}
