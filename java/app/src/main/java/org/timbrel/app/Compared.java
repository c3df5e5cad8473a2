// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;
import java.util.List;
import org.timbrel.audio.metrics.Comparison;
import org.timbrel.audio.metrics.Portrait;

/**
 * Two sounds, or two sets of sounds, that were compared.
 *
 * @param reference what the other was compared with
 * @param other what was judged
 * @param comparison all measures
 * @param files each of the other sounds by itself; none if it is one file
 * @param shown what pictures show: the first pair that is aligned, or the first of each side
 * @param notes what one must know to read them, a line each
 * @param failed files of a folder that could not be read and are in no measure
 */
public record Compared(
        Side reference,
        Side other,
        Comparison comparison,
        List<ComparedFile> files,
        Pair shown,
        List<String> notes,
        List<FileFailure> failed) {

    public Compared {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
        failed = List.copyOf(failed);
    }

    /**
     * One side.
     *
     * @param path the file or folder
     * @param folder which
     * @param sounds at least one
     */
    public record Side(Path path, boolean folder, List<Sound> sounds) {

        public Side {
            sounds = List.copyOf(sounds);
        }

        /** The files and what the measures know of them. */
        public List<Portrait> portraits() {
            return sounds.stream().map(Sound::portrait).toList();
        }
    }

    /** A sound of each side. */
    public record Pair(Sound reference, Sound other) {}

    /** A file that was read. */
    public record Sound(Path file, Portrait portrait) {}
}
