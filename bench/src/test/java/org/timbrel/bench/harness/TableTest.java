// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {

    @Test
    void isMarkdown() {
        Table table = new Table("name", "µs");
        table.add("a", "1,234");
        assertEquals("| name |    µs |\n|------|------:|\n| a    | 1,234 |\n", table.toString());
        assertThrows(IllegalArgumentException.class, () -> table.add("b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"1234.4;1,234", "123.4;123", "12.34;12.3", "1.234;1.23", "0.01234;0.0123"})
    void figuresHaveThreeDigits(double value, String text) {
        assertEquals(text, Figures.of(value));
    }

    @Test
    void aReportHasOursPeersAndTheFloor() {
        String text =
                ReportTable.of(
                        Reports.report(
                                "a",
                                Reports.result(
                                        "generate",
                                        Reports.measured(Contender.OURS, 100, 100, 110),
                                        Reports.measured("PyTorch fp32", 300, 310, 330))));
        assertTrue(text.startsWith("timbrel bench\n"), text);
        assertTrue(text.contains("commit 0123abcd with changes"), text);
        assertTrue(text.contains("50.0 bandwidth, 2.00 ×"), text);
        assertTrue(text.contains("3.00 × (3.00–3.10)"), text);
        assertTrue(text.contains("arithmetic in fp32: 100 GFLOP/s"), text);
    }
}
