// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.timbrel.bench.likelihoods.LikelihoodResult;
import org.timbrel.bench.likelihoods.Published;

class LikelihoodsPageTest {

    private static LikelihoodsReport report(double busy) {
        return new LikelihoodsReport(
                "2026-01-01T00:00:00Z",
                new Commit("0123abcd", false),
                Reports.report("CPU").machine(),
                2,
                busy,
                "240t",
                1,
                List.of(
                        new LikelihoodResult(
                                "Timbrel LSTM", 8.314, 8.2, 494_488L, 12.34, 23.4, null),
                        new LikelihoodResult("marginal", 11.094, null, 88L, null, null, null)),
                Published.onChorales());
    }

    @Test
    void showsWhatWasMeasuredAndWhatWasPublished() {
        List<String> lines = LikelihoodsPage.of(report(0)).lines().toList();
        assertTrue(
                lines.stream()
                        .anyMatch(
                                line ->
                                        line.replaceAll(" +", " ")
                                                .equals(
                                                        "| Timbrel LSTM | 8.31 | 8.20 | 494,488 | 12.3 | 23.4 |")),
                () -> String.join("\n", lines));
        assertTrue(
                lines.stream()
                        .anyMatch(line -> line.matches("\\| LSTM .* 8\\.45 .*1803\\.01271 \\|")));
        assertEquals("timbrel bench likelihoods", lines.get(0));
    }

    @Test
    void saysThatTheMachineWasBusy() {
        assertTrue(LikelihoodsPage.of(report(1.5)).startsWith("BUSY MACHINE"));
    }
}
