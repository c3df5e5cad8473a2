// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.util.List;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.LogMel;
import org.timbrel.audio.metrics.Portrait;
import org.timbrel.audio.metrics.TexStat;

/** A sound in three parts of the same length, each held against the same reference. */
final class Thirds {

    static final int FIRST = 0;
    static final int LAST = 2;

    private static final int COUNT = 3;

    private final double seconds;
    private final LogMel[] levels = new LogMel[COUNT];
    private final double[] rms = new double[COUNT];
    private final double[] texStat = new double[COUNT];

    /**
     * Reads a sound, in memory that does not grow with it but by 4 MB a minute.
     *
     * @param samples how many it has
     * @param reference what it should sound like, at its rate
     */
    Thirds(SampleReader reader, long samples, Portrait reference) throws IOException {
        seconds = (double) samples / reader.sampleRateHz();
        for (int k = 0; k < COUNT; k++) {
            LimitedReader third = new LimitedReader(reader, samples / COUNT);
            Portrait portrait = Portrait.of(third);
            levels[k] = portrait.mel();
            rms[k] = third.rms();
            texStat[k] = TexStat.unaligned(List.of(reference), portrait);
        }
    }

    /** Of the whole. */
    double seconds() {
        return seconds;
    }

    LogMel levels(int third) {
        return levels[third];
    }

    double rms(int third) {
        return rms[third];
    }

    double texStat(int third) {
        return texStat[third];
    }

    /** Over all pairs of segments: each third has as many. */
    double texStat() {
        double sum = 0;
        for (double one : texStat) {
            sum += one;
        }
        return sum / COUNT;
    }
}
