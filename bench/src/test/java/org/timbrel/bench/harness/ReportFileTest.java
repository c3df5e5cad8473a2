// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {

    @TempDir private Path folder;

    private final Report report =
            Reports.report(
                    "CPU (R) One @ 3 GHz",
                    Reports.result(
                            "generate",
                            Reports.measured(Contender.OURS, 100, 110, 105),
                            Reports.measured("PyTorch fp32", 300, 320, 330)));

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("new/run.json");
        ReportFile.write(file, report);
        assertEquals(report, ReportFile.read(file));
        assertEquals(1, file.getParent().toFile().list().length, "nothing half-written is left");
    }

    @Test
    void laterFieldsAreOverlooked() throws IOException {
        Path file = folder.resolve("run.json");
        String text = ReportFile.text(report);
        Files.writeString(file, text.replaceFirst("\\{", "{ \"later\" : 1,"));
        assertEquals(report, ReportFile.read(file));
    }

    @Test
    void otherFormatsAreRefused() throws IOException {
        Path file = folder.resolve("run.json");
        Files.writeString(
                file, ReportFile.text(report).replace("\"format\" : 1", "\"format\" : 9"));
        IOException e = assertThrows(IOException.class, () -> ReportFile.read(file));
        assertEquals(file + " has format 9, and this reads 1: measure again", e.getMessage());
    }

    @Test
    void whatIsNoRunIsRefused() throws IOException {
        Path file = folder.resolve("run.json");
        Files.writeString(file, "no JSON");
        IOException e = assertThrows(IOException.class, () -> ReportFile.read(file));
        assertTrue(e.getMessage().startsWith(file + " is no result of timbrel bench"));
    }

    @Test
    void theMachineNamesTheFile() {
        assertEquals("cpu-one-2core", report.machine().slug());
    }
}
