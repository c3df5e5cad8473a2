// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.vocoder.PhaseRetrieval;
import org.timbrel.audio.vocoder.PhaseRetrieval.Start;

/** Phases from exact magnitudes: what the vocoders could do if mel bands lost nothing. */
final class PhaseRetrievals {

    private static final int FFT_SIZE = 1024;
    private static final int HOP_SAMPLES = 128;
    private static final long SEED = 1;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private PhaseRetrievals() {}

    /** By each start, and refined. */
    static List<PhaseResult> of(TestSound sound) {
        List<PhaseResult> results = new ArrayList<>();
        for (Start start : Start.values()) {
            results.add(of(sound, start, 0));
        }
        results.add(of(sound, Start.OFFLINE, Aims.FAST_ROUNDS));
        return results;
    }

    private static PhaseResult of(TestSound sound, Start start, int rounds) {
        float[] samples = sound.clip().samples();
        PhaseRetrieval retrieval = new PhaseRetrieval(WindowShape.HANN, FFT_SIZE, HOP_SAMPLES);
        long begin = THREADS.getCurrentThreadCpuTime();
        float[] again = retrieval.again(samples, start, rounds, SEED);
        double seconds = (THREADS.getCurrentThreadCpuTime() - begin) * 1e-9;
        return new PhaseResult(
                sound.set(),
                sound.name(),
                start.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                rounds,
                retrieval.likenessDb(samples, again),
                sound.clip().durationSeconds() / seconds);
    }
}
