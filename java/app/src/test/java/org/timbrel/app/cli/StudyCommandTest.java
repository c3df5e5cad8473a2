// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Pieces;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.Track;

/** study, where it cannot be done: one clear line each, and nothing is written. */
class StudyCommandTest {

    @TempDir private Path folder;

    private void refuses(Path input, String line) {
        Path output = folder.resolve("report");
        Run.of("study", input, "-o", output, "--quick").failed("timbrel study: " + line);
        assertFalse(Files.exists(output.resolve("study.json")));
    }

    @Test
    void foldersWithoutPieces() throws IOException {
        Path missing = folder.resolve("missing");
        refuses(missing, missing + ": there is no such folder");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        refuses(empty, empty + ": holds no MIDI files (mid, midi, kar, rmi)");
        Path file = Files.writeString(folder.resolve("file"), "");
        refuses(file, file + ": is no folder: name one that holds MIDI files");
    }

    @Test
    void piecesThatCannotBeUsed() throws IOException {
        Path one = folder.resolve("one");
        Pieces.walks(one, 1);
        String needed =
                " cannot be divided: 3 are needed at least, to train on, to validate with and to"
                        + " judge by";
        refuses(one, one + ": 1 usable piece" + needed);
        Files.writeString(one.resolve("text.mid"), "no MIDI");
        Run text = Run.of("study", one, "-o", folder.resolve("report"), "--quick");
        assertEquals(1, text.status());
        assertTrue(text.err().contains("; 1 left out, text.mid: "), text.err());
        assertEquals(1, text.errLines().size(), text.err());

        Path silent = folder.resolve("silent");
        Score nothing = new Score(480, List.of(Track.of(List.of())), List.of(), List.of());
        Pieces.write(silent.resolve("a.mid"), nothing);
        refuses(silent, silent.resolve("a.mid") + ": holds no notes");

        Path twins = folder.resolve("twins");
        Pieces.walks(twins, 2);
        Files.copy(twins.resolve("0.mid"), twins.resolve("x.mid"));
        refuses(
                twins,
                twins
                        + ": 2 usable pieces"
                        + needed
                        + "; 1 left out, x.mid: has the same notes as 0.mid");

        Path brief = folder.resolve("short");
        for (int k = 0; k < 4; k++) {
            Pieces.write(brief.resolve(k + ".mid"), Pieces.walk(k, 2));
        }
        refuses(
                brief,
                brief
                        + ": no piece of the test part lasts the 8.0 s that primerSeconds 6.0 and what"
                        + " comes behind it need: lower primerSeconds, or give longer pieces");
    }

    @Test
    void foldersThatHoldSomethingElse() throws IOException {
        Path mine = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(mine.resolve("notes.txt"), "mine");
        for (String option : List.of("--quick", "--force", "--resume")) {
            Run.of("study", folder, "-o", mine, option)
                    .failed(
                            "timbrel study: "
                                    + mine
                                    + ": holds files that no study wrote; name another folder with"
                                    + " -o");
        }
        Path begun = Files.createDirectories(folder.resolve("begun"));
        Files.writeString(begun.resolve("study.json"), "{}");
        Run.of("study", folder, "-o", begun)
                .failed(
                        "timbrel study: "
                                + begun
                                + ": holds a study: --resume goes on with it, --force begins anew");
    }

    @Test
    void configsThatAreNone() throws IOException {
        Path config = Files.writeString(folder.resolve("c.json"), "{\"seed_count\": 3}");
        Run.of("study", folder, "-o", folder.resolve("r"), "--config", config)
                .failed(
                        "timbrel study: "
                                + config
                                + ": there is no field seed_count; the nearest is seeds");
        Run.of("study", folder, "-o", folder.resolve("r"), "--device", "abacus");
        Run.of("study", folder, "-o", folder.resolve("r"), "--resume", "--force")
                .wrongUsage(
                        "timbrel study: --resume goes on with a study, --force deletes it: give one"
                                + " of them");
    }
}
