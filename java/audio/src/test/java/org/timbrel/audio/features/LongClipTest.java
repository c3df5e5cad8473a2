// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LongClipTest {

    @TempDir Path folder;

    /** Frame by frame, or twice over where topDb is on: the same bits as the whole at once. */
    @ParameterizedTest
    @EnumSource(Profile.class)
    void givesTheFramesOfTheWholeClip(Profile profile) throws IOException {
        check(profile.spec());
        check(
                profile.builder()
                        .topDb(profile.spec().topDb() == null ? 40.0 : null)
                        .extras(List.of(Extra.values()))
                        .build());
    }

    private void check(FeatureSpec spec) throws IOException {
        float[] samples = BlockReader.noise(2 * spec.sampleRateHz(), 5);
        for (int i = 0; i < samples.length / 3; i++) {
            samples[i] *= 1e-4f; // Far below any topDb.
        }
        FeatureExtractor extractor = new FeatureExtractor(spec);
        Features whole = extractor.extract(new BlockReader(samples, spec.sampleRateHz(), 1000));
        FeatureCollector streamed = new FeatureCollector(spec);
        LongClip.extract(
                extractor, new BlockReader(samples, spec.sampleRateHz(), 777), folder, streamed);
        assertEquals(whole, streamed.features());
    }
}
