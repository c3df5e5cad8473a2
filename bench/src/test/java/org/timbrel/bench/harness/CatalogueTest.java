// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import picocli.CommandLine;

class CatalogueTest {

    static Stream<Contender> ours() {
        return Stream.concat(
                new Catalogue(2).entries().stream().map(Entry::ours),
                Axis.all().stream().map(axis -> axis.at(axis.values().get(0), 2)));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void everyBenchmarkIsThereWithItsParameters(Contender contender) throws Exception {
        assertTrue(contender.isBuilt(), contender.toString());
        int dot = contender.benchmark().lastIndexOf('.');
        Class<?> type = Class.forName(contender.benchmark().substring(0, dot));
        assertNotNull(
                type.getMethod(contender.benchmark().substring(dot + 1))
                        .getAnnotation(Benchmark.class));
        for (String parameter : contender.parameters().keySet()) {
            assertNotNull(type.getField(parameter));
        }
    }

    @Test
    void aNameStandsForAllThatBeginWithIt() {
        Catalogue catalogue = new Catalogue(2);
        assertEquals(catalogue.entries(), catalogue.named(List.of()));
        List<Entry> vocoders = catalogue.named(List.of("vocoder"));
        assertEquals(
                List.of("vocoder-noise", "vocoder-phase"),
                vocoders.stream().map(Entry::name).toList());
    }

    @Test
    void unknownNamesAreWrongUsageWithTheList() {
        assertThrows(
                UnknownNameException.class, () -> new Catalogue(2).named(List.of("vocoder", "x")));
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine();
        commands.setErr(new PrintWriter(err));
        assertEquals(2, commands.execute("nothing", "--list"));
        assertTrue(
                err.toString()
                        .startsWith("timbrel bench: there is no benchmark nothing; there are extr"),
                err.toString());
    }

    /** 2 layers of 512 on frames of 80: 13.4 MB of fp32 with the head, 107 MFLOP at 16 streams. */
    @Test
    void workIsCounted() {
        Work work = Work.generation(80, 512, 2, 16, "fp32");
        assertEquals(4 * (2048 * (80 + 512 + 1024) + 512 * 80), work.bytes());
        assertEquals(16 * work.bytes() / 2, work.operations());
        assertEquals(work.bytes() / 2, Work.generation(80, 512, 2, 16, "bf16").bytes());
    }
}
