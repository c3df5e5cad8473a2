// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What progress looks like. */
class ConsoleProgressTest {

    private final StringWriter written = new StringWriter();

    private ConsoleProgress progress(boolean terminal) {
        return new ConsoleProgress(new PrintWriter(written), terminal);
    }

    @Test
    void aTerminalGetsABarThatLeavesNothingBehind() throws InterruptedException {
        ConsoleProgress progress = progress(true);
        progress.start("extract", 100, () -> "1 of 4 files");
        Thread.sleep(150);
        progress.advance(25);
        Matcher bar =
                Pattern.compile(
                                "\r\u001b\\[K"
                                        + Pattern.quote("extract [######------------------]")
                                        + "  25 %  1 of 4 files, 0:0\\d left")
                        .matcher(written.toString());
        assertTrue(bar.matches(), written.toString());
        progress.finish();
        assertTrue(written.toString().endsWith("left\r\u001b[K"), written.toString());
    }

    @Test
    void shortWorkSaysNothing() {
        for (boolean terminal : new boolean[] {true, false}) {
            ConsoleProgress progress = progress(terminal);
            progress.start("extract", 2, () -> "");
            progress.advance(1);
            progress.advance(1);
            progress.finish();
        }
        assertEquals("", written.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0:00",
        "9, 0:09",
        "61, 1:01",
        "3599, 59:59",
        "3600, 1:00:00",
        "90061, 25:01:01"
    })
    void clock(long seconds, String text) {
        assertEquals(text, ConsoleProgress.clock(seconds));
    }
}
