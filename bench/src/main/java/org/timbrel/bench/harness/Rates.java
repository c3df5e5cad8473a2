// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Map;
import java.util.TreeMap;

/**
 * What the machine reached in this run.
 *
 * @param gigaflops by precision, in 10⁹ floating-point operations a second: the fastest product of
 *     any contender
 * @param gigabytes by the size read, in 10⁹ bytes a second: the fastest pass over an array of so
 *     many bytes, divided among the threads
 */
public record Rates(Map<String, Double> gigaflops, Map<Long, Double> gigabytes) {

    public Rates {
        gigaflops = new TreeMap<>(gigaflops);
        gigabytes = new TreeMap<>(gigabytes);
    }

    /** The floor of an entry's work; null where a rate is missing. */
    Floor floor(Entry entry, double ours) {
        Work work = entry.work();
        if (work == null || entry.unit() == Unit.TIMES_REAL_TIME) {
            return null;
        }
        Double flops = gigaflops.get(work.precision());
        Double bytes = work.bytes() == 0 ? Double.valueOf(1) : gigabytes.get((long) work.bytes());
        if (flops == null || bytes == null) {
            return null;
        }
        double arithmetic = work.operations() / flops / 1000;
        double bandwidth = work.bytes() / bytes / 1000;
        double microseconds = Math.max(arithmetic, bandwidth);
        double value = microseconds / entry.unit().microseconds(1);
        return new Floor(value, bandwidth > arithmetic ? "bandwidth" : "arithmetic", ours / value);
    }
}
