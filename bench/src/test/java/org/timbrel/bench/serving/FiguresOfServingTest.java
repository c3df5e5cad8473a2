// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Percentiles, slopes, minutes, metrics, processes. */
class FiguresOfServingTest {

    private static Spread spread(int from, int to) {
        return Spread.of(
                DoubleStream.iterate(to, v -> v - 1).limit(to - from + 1).boxed().toList());
    }

    private static ServerSample sample(double seconds, double resident, double heap) {
        return new ServerSample(seconds, resident, heap, 20, 30, 4);
    }

    @Test
    void percentilesAreByNearestRank() {
        assertEquals(new Spread(100, 50, 99, 100), spread(1, 100));
        assertEquals(new Spread(1000, 500, 990, 1000), spread(1, 1000));
        assertEquals(new Spread(40, 20, 40, 40), spread(1, 40));
        assertEquals(new Spread(1, 7, 7, 7), spread(7, 7));
        assertEquals(new Spread(1, 3, 3, 3), Spread.of(List.of(Double.NaN, 3.0)));
        assertNull(Spread.of(List.of(Double.NaN)));
    }

    @Test
    void aSlopeLeavesTheWarmUpOut() {
        List<ServerSample> samples =
                IntStream.range(0, 300)
                        .mapToObj(s -> sample(s, s < 60 ? 10.0 * s : 500 + s / 30.0, Double.NaN))
                        .toList();
        // 1 MB in 30 s; the arithmetic's rounding alone.
        assertEquals(2, Slope.aMinute(samples, 60, ServerSample::residentMb), 1e-9);
        assertTrue(Double.isNaN(Slope.aMinute(samples, 0, ServerSample::heapMb)));
        assertTrue(Double.isNaN(Slope.aMinute(samples, 299, ServerSample::residentMb)));
    }

    @Test
    void aMinuteHasTheMostOfMemoryAndTheLeastOfTheHeap() {
        List<MemoryMinute> minutes =
                MemoryMinute.of(
                        List.of(
                                sample(0, 100, 50),
                                sample(59, 120, 20),
                                sample(60, 110, Double.NaN)));
        assertEquals(
                List.of(
                        new MemoryMinute(1, 120.0, 20.0, 20.0, 30.0, 4.0),
                        new MemoryMinute(2, 110.0, null, 20.0, 30.0, 4.0)),
                minutes);
    }

    @Test
    void metricsAreSummedOverTheirLabels() {
        Metrics metrics =
                new Metrics(
                        """
                        # HELP jvm_memory_used_bytes x 9
                        jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 1.5E6
                        jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 500000.0
                        jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7.0
                        texture_streams_running 3.0
                        texture_streams_running_max 64.0
                        """);
        assertEquals(2e6, metrics.sum("jvm_memory_used_bytes", "area=\"heap\""));
        assertEquals(3, metrics.sum("texture_streams_running", ""));
        assertTrue(Double.isNaN(metrics.sum("texture_streams", "")));
    }

    @Test
    void aProcessTellsWhatItHolds() {
        ProcessFigures own = ProcessFigures.of(ProcessHandle.current().pid());
        if (System.getProperty("os.name").startsWith("Linux")) {
            assertTrue(own.residentMb() > 10 && own.residentMb() < 1e5, own::toString);
            assertTrue(own.threads() > 1 && own.files() > 1, own::toString);
        }
        assertTrue(own.cpuSeconds() > 0, own::toString);
        assertTrue(Double.isNaN(ProcessFigures.of(-1).residentMb()));
    }
}
