// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.bench.serving.MemoryMinute;
import org.timbrel.bench.serving.PhaseCost;
import org.timbrel.bench.serving.PhaseResult;
import org.timbrel.bench.serving.SearchResult;
import org.timbrel.bench.serving.ServingAims;
import org.timbrel.bench.serving.ServingPlan;
import org.timbrel.bench.serving.ServingResult;
import org.timbrel.bench.serving.SoakResult;
import org.timbrel.bench.serving.Spread;
import picocli.CommandLine;

class ServingPageTest {

    private static PhaseResult phase(String name, int seats, double p99, double elsewhere) {
        Spread times = new Spread(seats, p99 / 2, p99, p99 + 1);
        return new PhaseResult(
                name,
                seats,
                60.2,
                Map.of("200", seats, "429", 7, "503", 2, "500", 1, "left", 3),
                Map.of("queue-full", 7),
                seats,
                seats - 1,
                0,
                0,
                0,
                0,
                1,
                12.3,
                45.6,
                times,
                times,
                null,
                63.9,
                new PhaseCost(1.234, 0.05, elsewhere));
    }

    private static ServingReport report(double elsewhere) {
        MemoryMinute minute = new MemoryMinute(1, 512.3, 80.0, 40.0, 99.0, null);
        ServingResult result =
                new ServingResult(
                        "timbrel serve rain",
                        64,
                        44_100,
                        List.of(
                                phase("unloaded", 1, 100, 0),
                                phase("held", 64, 120, elsewhere),
                                phase("twice", 128, 130, 0)),
                        new SearchResult(96, 112, 80),
                        new SoakResult(List.of(minute), 0.25, null, 120, minute, minute, 0),
                        0,
                        1234);
        return new ServingReport(
                "2026-01-01T00:00:00Z",
                new Commit("0123abcd", false),
                Reports.report("CPU").machine(),
                0,
                false,
                new ServingPlan(
                        EnumSet.allOf(ServingPlan.Phase.class),
                        "rain",
                        64,
                        0.5,
                        0.3,
                        60,
                        10,
                        40,
                        16,
                        12,
                        512,
                        3,
                        1),
                ServingAims.of(result),
                result);
    }

    private static void holds(String page, String line) {
        assertTrue(page.lines().anyMatch(l -> l.replaceAll(" +", " ").equals(line)), () -> page);
    }

    @Test
    void showsEveryPhaseTheSearchAndTheSoak() {
        String page = ServingPage.of(report(0));
        assertTrue(page.startsWith("timbrel bench serving\n"), page);
        holds(page, "| held | 64 | 60 | 64 | 7 | 2 | 1 | 60.0 | 120 | 121 | 120 | – | – |");
        holds(page, "| held | 64 | 63 | 1 | 12.3 | 45.6 | 0 | 0 | 63.9 | 1.23 | 0.05 | 0.00 |");
        holds(
                page,
                "96 listeners without an underrun; 112 had one or more; 80 through a longer try");
        holds(page, "| before | 512 | 80.0 | 40 | 99 | – |");
        holds(page, "Resident memory: 0.250 MB a minute, heap –, without the first 120 s;");
        holds(page, "- problems in *held*: {queue-full=7}");
    }

    @Test
    void aimsAreJudged() {
        String page = ServingPage.of(report(0));
        holds(page, "| first audio, 99 of 100 | ≤ 250 ms | 100 ms | yes | unloaded |");
        holds(page, "| streams without an underrun | ≥ 64 of 64 | 63 of 64 | no | held |");
        holds(
                page,
                "| first audio once a slot is free, 99 of 100 | ≤ 1.50 × unloaded | 1.30 × unloaded | yes | twice |");
        holds(page, "| answers other than 200, 429, 503 | ≤ 0 of 141 | 1 of 141 | no | twice |");
    }

    @Test
    void saysThatTheMachineWasBusyInAPhase() {
        assertTrue(ServingPage.of(report(0.4)).startsWith("BUSY MACHINE"));
        assertFalse(ServingPage.of(report(0.2)).startsWith("BUSY MACHINE"));
    }

    @Test
    void isKeptAsJson() throws Exception {
        String json = ReportFile.text(report(0));
        assertTrue(json.contains("\"confirmed\" : 80"), json);
        assertTrue(json.contains("\"residentMbAMinute\" : 0.25"), json);
        assertTrue(json.contains("\"met\" : false"), json);
    }

    @ParameterizedTest
    @CsvSource({
        "--slots 0, --slots 0 is outside 1..4096",
        "--disconnects 1.5, --disconnects 1.5 is outside 0..1",
        "--phases held:wrong, there is no phase wrong; there are unloaded",
        "--pid 7, --pid needs --url",
        "--search-most 8, --search-most 8 is outside --search-step (16)..4096",
        "--quick:--results, --results of a --quick run must not be quoted"
    })
    void wrongUsageIsSaidBeforeAnythingRuns(String options, String why) {
        StringWriter said = new StringWriter();
        CommandLine commands = Main.commandLine().setErr(new PrintWriter(said));
        String phases = options.startsWith("--phases") ? options.replace(':', ',') : options;
        int status = commands.execute(("serving " + phases.replace(':', ' ')).split(" "));
        assertEquals(2, status);
        assertTrue(said.toString().contains(why), said::toString);
    }
}
