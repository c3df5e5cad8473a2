// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class FeatureSpecTest {

    private static void refused(String message, UnaryOperator<FeatureSpecBuilder> change) {
        FeatureSpecBuilder builder = change.apply(Profile.TEXTURE.builder());
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void everyLimitIsNamedWithItsValue() {
        refused("sampleRateHz 999 is outside 1000..384000", b -> b.sampleRateHz(999));
        refused("fftSize 8 is outside 16..65536", b -> b.fftSize(8));
        refused("fftSize 511 is odd: use an even one", b -> b.fftSize(511));
        refused("hopSamples 0 is outside 1..fftSize (512)", b -> b.hopSamples(0));
        refused("hopSamples 513 is outside 1..fftSize (512)", b -> b.hopSamples(513));
        refused("melBands 258 is outside 1..fftSize / 2 + 1 (257)", b -> b.melBands(258));
        refused("coefficients 65 is outside 1..melBands (64)", b -> b.coefficients(65));
        refused("fmaxHz 30000.0 is outside 0..22050.0 (half the rate)", b -> b.fmaxHz(30000.0));
        refused("fmaxHz NaN is outside 0..22050.0 (half the rate)", b -> b.fmaxHz(Double.NaN));
        refused("fminHz -1.0 is outside 0..22050.0 (fmaxHz)", b -> b.fminHz(-1));
        refused("fminHz 500.0 is outside 0..500.0 (fmaxHz)", b -> b.fminHz(500).fmaxHz(500.0));
        refused("dctType 1 is not 2 or 3", b -> b.dctType(1));
        refused("lifter -1 is outside 0..1000000", b -> b.lifter(-1));
        refused("topDb 0.0 is not over 0: give decibels, or off", b -> b.topDb(0.0));
    }

    @Test
    void fmaxFollowsTheRate() {
        assertEquals(8000, Profile.LIBROSA.builder().sampleRateHz(16000).build().fmaxHz());
    }

    @Test
    void framesCountWholeWindows() {
        FeatureSpec centred = Profile.TEXTURE.spec();
        assertEquals(1, centred.frames(0));
        assertEquals(1, centred.frames(127));
        assertEquals(2, centred.frames(128));
        FeatureSpec plain = Profile.TEXTURE.builder().center(false).build();
        assertEquals(0, plain.frames(511));
        assertEquals(1, plain.frames(512));
        assertEquals(1, plain.frames(639));
        assertEquals(2, plain.frames(640));
    }

    /** 25 ms windows every 10 ms at any rate, the transform as long as needed. */
    @Test
    void speechProfilesFollowTheRate() {
        FeatureSpec kaldi = Profile.KALDI.builder().sampleRateHz(8000).build();
        assertEquals(200, kaldi.windowSamples());
        assertEquals(256, kaldi.fftSize());
        assertEquals(80, kaldi.hopSamples());
        FeatureSpec htk = Profile.HTK.builder().sampleRateHz(44100).build();
        assertEquals(1102, htk.windowSamples());
        assertEquals(2048, htk.fftSize());
        assertEquals(441, htk.hopSamples());
        FeatureSpecBuilder small = Profile.KALDI.builder().fftSize(256);
        assertEquals(
                "fftSize 256 is not enough for a window of 400 samples: use 512",
                assertThrows(IllegalArgumentException.class, small::build).getMessage());
        FeatureSpecBuilder gaps = Profile.KALDI.builder().hopSamples(401);
        assertEquals(
                "hopSamples 401 is outside 1..the window's length (400)",
                assertThrows(IllegalArgumentException.class, gaps::build).getMessage());
    }

    @Test
    void theFloorFollowsTheLoudestCellWithTopDbOnly() {
        assertEquals(1e-10, Profile.TEXTURE.spec().lowestCell(1e3));
        assertEquals(1e-5, Profile.LIBROSA.spec().lowestCell(1e3), 1e-15);
        assertEquals(1e-10, Profile.LIBROSA.spec().lowestCell(0));
        assertEquals(1, Profile.HTK.spec().lowestCell(1e9));
    }
}
