// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** demo, where it must not write. */
class DemoCommandTest {

    @TempDir private Path folder;

    @Test
    void leavesForeignFoldersAlone() throws IOException {
        Path mine = Files.writeString(folder.resolve("report.html"), "mine");
        Run.of("demo", "-o", folder)
                .failed(
                        "timbrel demo: "
                                + folder
                                + " holds files that no demo wrote; name another folder with -o");
        assertEquals("mine", Files.readString(mine));
        assertEquals(1, folder.toFile().list().length);
        Run onFile = Run.of("demo", "-o", mine);
        assertEquals(1, onFile.status());
        assertEquals(1, onFile.errLines().size(), onFile.err());
    }
}
