// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingPageTest {

    @TempDir private Path folder;

    @Test
    void writesPagePicturesTableAndData() throws Exception {
        List<Double> x = List.of(1.0, 2.0, 4.0);
        List<Measurement> cost =
                List.of(
                        Reports.measured("a", 10, 11),
                        Reports.measured("b", 20, 22),
                        Reports.measured("c", 40, 44));
        Report report = Reports.report("a");
        PowerLaw law = PowerLaw.fit(x, cost.stream().map(Measurement::median).toList());
        Scaling scaling =
                new Scaling(
                        report.date(),
                        report.commit(),
                        report.machine(),
                        report.schedule(),
                        0,
                        false,
                        List.of(new Scaling.Sweep("T", "a < b", "frames", "ms", x, cost, law)));
        ScalingPage.write(folder, scaling);
        for (String name : List.of("scaling.html", "scaling.md", "scaling.json")) {
            assertTrue(Files.size(folder.resolve(name)) > 0, name);
        }
        String page = Files.readString(folder.resolve("scaling.html"));
        assertTrue(page.contains("a &lt; b: cost ~ T^1.00"), page);
        assertEquals("svg", picture("scaling-T.svg"));
    }

    private String picture(String name) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve(name).toFile())
                .getDocumentElement()
                .getTagName();
    }

    @Test
    void ticksAreRound() throws IOException {
        assertEquals(List.of(1.0, 2.0, 5.0, 10.0, 20.0), LogChart.ticks(0.7, 30));
    }
}
