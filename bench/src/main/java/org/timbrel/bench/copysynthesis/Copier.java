// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioClip;

/** Copies a sound by a method, and times the way back. */
final class Copier {

    private static final long SEED = 1;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Copier() {}

    /** A copy and what it cost. */
    record Copy(AudioClip clip, double cpuSeconds) {}

    /**
     * @param sound at the method's rate
     */
    static Copy copy(TestSound sound, CopyMethod method) throws IOException {
        FeatureSpec spec = method.spec();
        AudioClip clip = sound.clip();
        Features features = new FeatureExtractor(spec).extract(clip.reader());
        // Of this thread alone: what else runs on the machine does not count.
        long start = THREADS.getCurrentThreadCpuTime();
        float[] copy =
                method.vocoder().render(features.vectors(), spec, SEED, clip.samples().length);
        double seconds = (THREADS.getCurrentThreadCpuTime() - start) * 1e-9;
        return new Copy(new AudioClip(copy, spec.sampleRateHz()), seconds);
    }
}
