// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.bench.copysynthesis.Aims;
import org.timbrel.bench.copysynthesis.CopyResult;
import org.timbrel.bench.copysynthesis.Measure;
import org.timbrel.bench.copysynthesis.PhaseResult;
import org.timbrel.bench.copysynthesis.Published;
import org.timbrel.bench.copysynthesis.SetMeans;
import picocli.CommandLine;

class CopySynthesisPageTest {

    private final List<CopyResult> results =
            List.of(
                    new CopyResult(
                            "textures",
                            "rain",
                            "texture/noise",
                            44_100,
                            20,
                            0.05,
                            Map.of(Measure.LM, 1.96, Measure.TS, 0.412)),
                    new CopyResult(
                            "textures",
                            "rain",
                            "texture/griffin-lim",
                            44_100,
                            20,
                            2,
                            Map.of(Measure.LM, 1.25)));

    private final List<PhaseResult> phases =
            List.of(new PhaseResult("pitched", "speech", "offline", 0, 28.04, 20));

    private CopySynthesisReport report(double busyCores) {
        return new CopySynthesisReport(
                "2026-01-01T00:00:00Z",
                new Commit("0123abcd", false),
                Reports.report("CPU").machine(),
                2,
                busyCores,
                20,
                Aims.of(results, phases, new Aims.Beside(2e-4, 0, null)),
                SetMeans.of(results),
                phases,
                Published.all(),
                results);
    }

    @Test
    void thePageHasAimsMeansOthersAndEverySound() {
        String page = CopySynthesisPage.of(report(0));
        assertTrue(page.startsWith("timbrel bench copy-synthesis\n"), page);
        assertRow(page, "MFCC against librosa's, every golden", "≤ 0.00100", "0.000200", "yes");
        assertRow(page, "a stream against a file", "≤ 0 samples", "0 samples", "yes");
        assertRow(page, "extraction, two cores", "≥ 3,500 × real time", "–", "not measured");
        assertRow(page, "textures, streamed: TS", "≤ 0.380", "0.412", "no", "texture/noise");
        assertRow(page, "phases from exact magnitudes", "≥ 27.0 dB", "28.0 dB", "yes");
        assertRow(page, "texture/noise", "1.96", "0.412", "400", "5.8");
        // No latency where the whole file is needed, and no TexStat where there is none.
        assertRow(page, "texture/griffin-lim", "1.25", "–", "10.0", "–");
        assertRow(page, "librosa mfcc_to_audio, 20 coefficients", "LM 7.2");
        assertRow(page, "librosa mfcc_to_audio, 20 coefficients, not", "3.80", "0.400", "12.0");
        assertRow(
                page,
                "librosa mfcc_to_audio, 20 (80)",
                "RMS difference of log mel a frame: 4.0 (2.6–3.0) dB");
        assertTrue(page.indexOf("| rain") > page.indexOf("**Others**"), page);
        assertFalse(page.contains("RPA50k |"), "columns that nothing fills are left out");
    }

    @Test
    void aBusyMachineIsSaidOnTop() {
        assertTrue(CopySynthesisPage.of(report(0.5)).startsWith("BUSY MACHINE"));
    }

    @Test
    void theJsonHasEveryFigure() throws IOException {
        JsonNode json = new ObjectMapper().readTree(ReportFile.text(report(0)));
        assertEquals(0.412, json.at("/results/0/measures/TS").asDouble());
        assertEquals(400, json.at("/means/0/timesRealTime").asDouble(), 1e-9);
        assertEquals("offline", json.at("/phases/0/start").asText());
        assertTrue(json.at("/aims/0/met").asBoolean());
        assertTrue(json.at("/aims/2/reached").isNull());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "--seconds 0;--seconds 0.0 is outside 1..120",
                "--seconds NaN;--seconds NaN is outside 1..120",
                "--methods texture/rain;no method is called \"texture/rain\"",
                "--results --quick;--results of a --quick run must not be quoted",
                "--results --methods noise;--results of some methods would replace"
            })
    void wrongUsageIsToldBeforeAnythingRuns(String arguments, String message) {
        CommandLine commands = Main.commandLine();
        StringWriter err = new StringWriter();
        commands.setErr(new PrintWriter(err, true));
        assertEquals(2, commands.execute(("copy-synthesis " + arguments).split(" ")));
        assertTrue(err.toString().contains(message), err.toString());
    }

    @Test
    void aPlaceThatCannotBeWrittenIsToldBeforeAnythingRuns(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("x.json");
        CommandLine commands = Main.commandLine();
        StringWriter err = new StringWriter();
        commands.setErr(new PrintWriter(err, true));
        assertEquals(1, commands.execute("copy-synthesis", "-o", file.toString()));
        assertTrue(err.toString().contains(file + ": cannot make its folder: "), err.toString());
        assertEquals(1, err.toString().lines().count(), "no sound was copied");
    }

    /** A line that begins with the first cell and has the others in their order. */
    private static void assertRow(String page, String first, String... others) {
        boolean found =
                page.lines()
                        .filter(line -> line.startsWith("| " + first))
                        .anyMatch(
                                line -> {
                                    int from = 0;
                                    for (String other : others) {
                                        from = line.indexOf(" " + other + " |", from);
                                        if (from < 0) {
                                            return false;
                                        }
                                        from++;
                                    }
                                    return true;
                                });
        assertTrue(found, first + " " + List.of(others) + "\n" + page);
    }
}
