// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.app.Version;
import picocli.CommandLine;

/** What the command line says of itself. */
class HelpTest {

    static Stream<String> commands() {
        return Main.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItself(String command) {
        Run run = Run.of(command, "--help").succeeded();
        assertTrue(run.out().startsWith("Usage: timbrel "), run.out());
        assertFalse(run.out().contains("${"), "a variable was not filled in: " + run.out());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribed(String command) {
        CommandLine one = Main.commandLine().getSubcommands().get(command);
        one.getCommandSpec()
                .args()
                .forEach(arg -> assertTrue(arg.description().length > 0, arg.toString()));
    }

    @Test
    void theProfilesDefaultsAreListed() {
        String out = Run.of("extract", "--help").succeeded().out();
        assertTrue(out.contains("Defaults of --profile texture:"), out);
        assertTrue(out.contains("128 samples (2.9 ms)"), out);
        assertTrue(out.contains("Defaults of --profile kaldi:"), out);
        assertTrue(out.contains("400 samples (25 ms), povey, not centred"), out);
        assertTrue(out.contains("times 32768, mean removed, pre-emphasis 0.97"), out);
        assertTrue(out.contains("13 by DCT type 2, lifter 22, the first one the log energy"), out);
    }

    @Test
    void theVersionIsTheBuilds() {
        assertEquals(
                "timbrel " + Version.current(), Run.of("--version").succeeded().outLines().get(0));
        assertTrue(Version.current().matches("\\d+\\.\\d+\\.\\d+.*"), Version.current());
    }

    @Test
    void withoutACommandItSaysSo() {
        Run.of().wrongUsage("timbrel: name a command");
    }

    @Test
    void aMisspeltCommandIsGuessed() {
        Run run = Run.of("extrct").wrongUsage("timbrel: Unmatched argument at index 0: 'extrct'");
        assertEquals(
                "Did you mean extract? 'timbrel --help' lists the commands.",
                run.errLines().get(1));
    }

    @Test
    void aMisspeltOptionIsGuessed() {
        Run run =
                Run.of("extract", "a.wav", "-o", "b", "--hopp", "1")
                        .wrongUsage("timbrel extract: Unknown option: '--hopp'");
        assertEquals(
                "Did you mean --hop? 'timbrel extract --help' lists the options.",
                run.errLines().get(1));
    }

    @Test
    void completionKnowsOptionsAndTheirValues() {
        String script = Run.of("completion").succeeded().out();
        assertTrue(script.contains("--mel-scale"), script);
        assertTrue(script.contains("\"slaney\" \"htk\""), script);
    }
}
