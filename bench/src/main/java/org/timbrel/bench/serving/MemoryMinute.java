// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What a server held in one minute; null for what nobody tells.
 *
 * @param minute from 1
 * @param residentMb the most of it
 * @param leastHeapMb of Java's heap in use, which is nearest to what is not garbage
 * @param threads the most of them
 * @param files that it had open, the most of them
 * @param running streams, the most of them
 */
public record MemoryMinute(
        int minute,
        Double residentMb,
        Double leastHeapMb,
        Double threads,
        Double files,
        Double running) {

    private static final double MINUTE_SECONDS = 60;

    /** Each minute of a watch. */
    static List<MemoryMinute> of(List<ServerSample> samples) {
        List<MemoryMinute> minutes = new ArrayList<>();
        samples.stream()
                .collect(
                        Collectors.groupingBy(
                                sample -> (int) (sample.seconds() / MINUTE_SECONDS) + 1,
                                TreeMap::new,
                                Collectors.toList()))
                .forEach(
                        (minute, some) ->
                                minutes.add(
                                        new MemoryMinute(
                                                minute,
                                                most(some, ServerSample::residentMb),
                                                least(some, ServerSample::heapMb),
                                                most(some, ServerSample::threads),
                                                most(some, ServerSample::files),
                                                most(some, ServerSample::running))));
        return minutes;
    }

    private static Double most(List<ServerSample> samples, ToDoubleFunction<ServerSample> value) {
        return Figure.known(
                samples.stream()
                        .mapToDouble(value)
                        .filter(v -> !Double.isNaN(v))
                        .max()
                        .orElse(Double.NaN));
    }

    private static Double least(List<ServerSample> samples, ToDoubleFunction<ServerSample> value) {
        return Figure.known(
                samples.stream()
                        .mapToDouble(value)
                        .filter(v -> !Double.isNaN(v))
                        .min()
                        .orElse(Double.NaN));
    }
}
