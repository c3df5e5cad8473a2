// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.likelihoods;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.app.MidiFiles;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.roll.Grid;
import org.timbrel.music.roll.PianoRoll;
import org.timbrel.music.roll.PianoRollSpec;

/**
 * Piano rolls of a corpus that is divided already.
 *
 * @param keys columns of a frame
 * @param train pieces, [frames,keys] each
 * @param test likewise
 */
record Corpus(int keys, List<float[]> train, List<float[]> test) {

    Corpus {
        train = List.copyOf(train);
        test = List.copyOf(test);
    }

    /**
     * Reads all MIDI files of two folders.
     *
     * @throws IOException if one cannot be read, or there are none
     */
    static Corpus read(Path train, Path test, String grid) throws IOException {
        PianoRollSpec spec = PianoRollSpec.DEFAULT.withGrid(Grid.parse(grid));
        PianoRoll roll = new PianoRoll(spec);
        return new Corpus(spec.width(), rolls(train, roll), rolls(test, roll));
    }

    private static List<float[]> rolls(Path folder, PianoRoll roll) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(MidiFiles::hasExtension).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new IOException(folder + ": no MIDI files in this folder");
        }
        List<float[]> rolls = new ArrayList<>();
        for (Path file : files) {
            rolls.add(roll.encode(MidiReader.read(file)));
        }
        return rolls;
    }
}
