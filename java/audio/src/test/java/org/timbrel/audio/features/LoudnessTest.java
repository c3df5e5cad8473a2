// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.timbrel.audio.filter.Biquad;

/** Loudness against the standard's own figures. */
class LoudnessTest {

    private static FrameMatrix extract(FeatureSpec spec, float[] samples) throws IOException {
        return new FeatureExtractor(spec)
                .extract(new BlockReader(samples, spec.sampleRateHz(), 4096))
                .extras();
    }

    /** EBU Tech 3341: a mono sine of full scale at 997 Hz reads -3.01 LUFS, at any rate. */
    @ParameterizedTest
    @ValueSource(ints = {8000, 22050, 44100, 48000, 96000, 192_000})
    void aSineOfFullScaleReadsMinusThreeLufs(int rate) throws IOException {
        float[] samples = new float[rate];
        for (int i = 0; i < rate; i++) {
            samples[i] = (float) Math.sin(2 * Math.PI * 997 * i / rate);
        }
        FeatureSpec spec =
                Profile.TEXTURE
                        .builder()
                        .sampleRateHz(rate)
                        .melBands(20)
                        .coefficients(9)
                        .extras(List.of(Extra.LOUDNESS))
                        .build();
        FrameMatrix loudness = extract(spec, samples);
        int end = loudness.frames() - 1 - 256 / 128;
        // A meter may be 0.1 off.
        assertEquals(-3.01, loudness.at(end, 0), 0.1);
        // A quarter of the 400 ms, so far.
        int quarter = rate / 10 / 128;
        double share = (quarter * 128 + 256) / (0.4 * rate);
        assertEquals(-3.01 + 10 * Math.log10(share), loudness.at(quarter, 0), 0.1);
    }

    /** The coefficients that BS.1770 prints for 48 kHz, through their responses to an impulse. */
    @Test
    void theWeightingIsThatOfTheStandard() {
        Biquad shelf = Biquad.kShelf(48000);
        Biquad printedShelf =
                new Biquad(
                        1.53512485958697,
                        -2.69169618940638,
                        1.19839281085285,
                        -1.69065929318241,
                        0.73248077421585);
        Biquad highPass = Biquad.kHighPass(48000);
        Biquad printedHighPass = new Biquad(1, -2, 1, -1.99004745483398, 0.99007225036621);
        for (int i = 0; i < 2000; i++) {
            double x = i == 0 ? 1 : 0;
            // Both as far as they are printed, 1e-14, times how long the high-pass rings.
            assertEquals(printedShelf.next(x), shelf.next(x), 1e-10);
            assertEquals(printedHighPass.next(x), highPass.next(x), 1e-10);
        }
    }

    /** Loud, then silent for long: the meter falls to its floor, whatever rounding has left. */
    @Test
    void loudnessFallsToItsFloor() throws IOException {
        float[] samples = new float[4 * 44100];
        System.arraycopy(BlockReader.noise(44100, 8), 0, samples, 0, 44100);
        FrameMatrix loudness =
                extract(Profile.TEXTURE.builder().extras(List.of(Extra.LOUDNESS)).build(), samples);
        assertEquals(-100.691f, loudness.at(loudness.frames() - 1, 0), 1e-4);
    }
}
