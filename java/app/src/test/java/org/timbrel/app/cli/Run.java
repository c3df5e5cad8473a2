// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/**
 * One command run in this process.
 *
 * @param status its exit status
 * @param out all of its standard output
 * @param err all of its standard error
 */
record Run(int status, String out, String err) {

    /** What is shown after five seconds, which a busy machine may take for anything. */
    private static final String PROGRESS = "(?m)^\\w+ +\\d+ %  .* left\\R";

    /** Runs a command; arguments may be paths. Progress is left out of what it says. */
    static Run of(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine();
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        int status =
                commands.execute(
                        Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Run(status, out.toString(), err.toString().replaceAll(PROGRESS, ""));
    }

    List<String> outLines() {
        return out.lines().toList();
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    /** Asserts success and silence on standard error. */
    Run succeeded() {
        assertEquals("", err);
        assertEquals(0, status, out);
        return this;
    }

    /** Asserts failure with exactly these lines on standard error. */
    Run failed(String... lines) {
        assertEquals(List.of(lines), errLines());
        assertEquals(1, status);
        return this;
    }

    /** Asserts wrong usage: this line, and the hint. */
    Run wrongUsage(String line) {
        assertEquals(List.of(line), errLines().subList(0, 1));
        assertEquals(2, errLines().size(), err);
        assertEquals(2, status);
        assertEquals("", out);
        return this;
    }
}
