// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.timbrel.music.midi.MidiReader;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Score;

/** The shipped files are what the composer makes, bit for bit. */
class CorpusFilesTest {

    private static final Path FOLDER = Path.of("../../audio-samples/midi");

    @Test
    void areTheComposers() throws Exception {
        for (Map.Entry<String, PieceSpec> piece : Corpus.pieces().entrySet()) {
            Score score = Composer.compose(piece.getValue());
            byte[] bytes = Files.readAllBytes(FOLDER.resolve(piece.getKey() + ".mid"));
            assertArrayEquals(MidiWriter.bytes(score), bytes, piece.getKey());
            assertEquals(score, MidiReader.read(bytes), piece.getKey());
        }
    }

    @Test
    void thereAreNoOthers() throws Exception {
        Set<String> expected = new TreeSet<>(Set.of("README.md"));
        Corpus.pieces().keySet().forEach(name -> expected.add(name + ".mid"));
        try (var files = Files.list(FOLDER)) {
            assertEquals(
                    expected,
                    files.map(file -> file.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }
}
