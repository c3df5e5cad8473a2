// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.vocoder.MosaicCorpus;
import org.timbrel.audio.vocoder.VocoderSettings;

/**
 * Copies a sound by a method, and times the way back. What takes grains from a corpus gets the
 * other half of the same sound for each half: it shall not find the very grains that it is to copy.
 */
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
        FrameMatrix frames = features.vectors();
        int middle = frames.frames() / 2;
        int cut = middle * spec.hopSamples();
        List<MosaicCorpus> corpora =
                method.vocoder().needsCorpus()
                        ? List.of(
                                corpus(clip, cut, clip.samples().length, spec),
                                corpus(clip, 0, cut, spec))
                        : List.of();
        // Of this thread alone: what else runs on the machine does not count.
        long start = THREADS.getCurrentThreadCpuTime();
        float[] copy = new float[clip.samples().length];
        if (corpora.isEmpty()) {
            copy = method.vocoder().render(frames, spec, SEED, copy.length);
        } else {
            render(method, rows(frames, 0, middle), spec, corpora.get(0), copy, 0, cut);
            FrameMatrix last = rows(frames, middle, frames.frames());
            render(method, last, spec, corpora.get(1), copy, cut, copy.length);
        }
        double seconds = (THREADS.getCurrentThreadCpuTime() - start) * 1e-9;
        return new Copy(new AudioClip(copy, spec.sampleRateHz()), seconds);
    }

    private static MosaicCorpus corpus(AudioClip clip, int from, int to, FeatureSpec spec)
            throws IOException {
        float[] part = Arrays.copyOfRange(clip.samples(), from, to);
        return MosaicCorpus.of(new AudioClip(part, clip.sampleRateHz()), spec);
    }

    private static FrameMatrix rows(FrameMatrix frames, int from, int to) {
        float[] values =
                Arrays.copyOfRange(frames.values(), from * frames.dims(), to * frames.dims());
        return new FrameMatrix(values, to - from, frames.dims());
    }

    private static void render(
            CopyMethod method,
            FrameMatrix frames,
            FeatureSpec spec,
            MosaicCorpus corpus,
            float[] out,
            int from,
            int to)
            throws IOException {
        VocoderSettings settings = new VocoderSettings(SEED, corpus);
        float[] part = method.vocoder().render(frames, spec, settings, to - from);
        System.arraycopy(part, 0, out, from, to - from);
    }
}
