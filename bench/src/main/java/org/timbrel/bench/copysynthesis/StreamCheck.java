// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.copysynthesis;

import java.io.IOException;
import java.util.Arrays;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.vocoder.Vocoder;

/** Whether sound that passes through as a stream is the sound of a file, to the bit. */
public final class StreamCheck {

    private static final long SEED = 7;

    private StreamCheck() {}

    /**
     * Extracts and renders a sound frame by frame as it comes, and all at once.
     *
     * @param method that streams, of a profile with a fixed floor
     * @return how many samples differ
     */
    public static int differing(TestSound sound, CopyMethod method) throws IOException {
        return differing(sound, sound, method);
    }

    /** As above, where another sound of the same length passes as the stream. */
    static int differing(TestSound whole, TestSound passing, CopyMethod method) throws IOException {
        FeatureSpec spec = method.spec();
        AudioClip clip = whole.at(spec.sampleRateHz()).clip();
        Features features = new FeatureExtractor(spec).extract(clip.reader());
        int samples = Math.min(clip.samples().length, features.frames() * spec.hopSamples());
        float[] file = method.vocoder().render(features.vectors(), spec, SEED, samples);
        AudioClip other = passing.at(spec.sampleRateHz()).clip();
        float[] stream = streamed(other, features.frames(), method, spec);
        int different = 0;
        for (int i = 0; i < samples; i++) {
            different +=
                    Float.floatToRawIntBits(file[i]) == Float.floatToRawIntBits(stream[i]) ? 0 : 1;
        }
        return different;
    }

    /** From time 0 on. */
    private static float[] streamed(AudioClip clip, int frames, CopyMethod method, FeatureSpec spec)
            throws IOException {
        Vocoder vocoder = method.vocoder().open(spec, SEED);
        int hop = spec.hopSamples();
        float[] out = new float[frames * hop + vocoder.tailSamples()];
        int[] next = new int[1];
        new FeatureExtractor(spec)
                .stream(
                        clip.reader(),
                        (vector, mel, extras) -> {
                            vocoder.process(vector, 0, out, next[0]);
                            next[0] += hop;
                        });
        vocoder.flush(out, next[0]);
        return Arrays.copyOfRange(out, vocoder.latencySamples(), out.length);
    }
}
