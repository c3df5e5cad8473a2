// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;

/** Frames of a stretch that was cut out of a sound. */
final class LearnedFrames {

    /** Of everything here. */
    static final FeatureSpec SPEC = Profile.TEXTURE.spec();

    private LearnedFrames() {}

    /** All whose windows lie within the stretch: what was cut off is no silence. */
    static FrameMatrix of(AudioClip clip) throws IOException {
        FrameMatrix all = new FeatureExtractor(SPEC).extract(clip.reader()).vectors();
        int edge = (SPEC.fftSize() + SPEC.hopSamples() - 1) / SPEC.hopSamples();
        int frames = all.frames() - 2 * edge;
        return new FrameMatrix(
                Arrays.copyOfRange(all.values(), edge * all.dims(), (edge + frames) * all.dims()),
                frames,
                all.dims());
    }

    /**
     * The same from several offsets within a hop.
     *
     * @param shifts how many, evenly spread
     */
    static List<FrameMatrix> shifted(AudioClip clip, int shifts) throws IOException {
        List<FrameMatrix> all = new ArrayList<>();
        for (int k = 0; k < shifts; k++) {
            int from = k * SPEC.hopSamples() / shifts;
            float[] samples = Arrays.copyOfRange(clip.samples(), from, clip.samples().length);
            all.add(of(new AudioClip(samples, clip.sampleRateHz())));
        }
        return all;
    }
}
