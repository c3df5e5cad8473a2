// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.io.AudioClip;

class PitchAgreementTest {

    private static final int RATE = 22050;
    private static final double NAN = Double.NaN;

    private static VoicedFrames frames(double... hz) {
        return new VoicedFrames(Arrays.stream(hz).map(Math::log).toArray());
    }

    /** Ten harmonics of one pitch in the middle half of two seconds. */
    private static AudioClip tone(double hz) {
        float[] samples = new float[2 * RATE];
        for (int i = RATE / 2; i < 3 * RATE / 2; i++) {
            for (int k = 1; k <= 10; k++) {
                samples[i] += (float) (0.1 / k * Math.sin(2 * Math.PI * hz * k * i / RATE));
            }
        }
        return new AudioClip(samples, RATE);
    }

    private static AudioClip noise() {
        SplittableRandom random = new SplittableRandom(3);
        float[] samples = new float[2 * RATE];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) random.nextDouble(-0.5, 0.5);
        }
        return new AudioClip(samples, RATE);
    }

    /** Counted by hand: 440 Hz against 452 is 46.6 cents, against 453 is 50.5. */
    @Test
    void countsFramesAsDefined() {
        PitchAgreement a =
                PitchAgreement.of(
                        frames(440, 440, 440, 440, NAN, NAN, 100),
                        frames(452, 453, 880, NAN, 440, NAN));
        assertEquals(new PitchAgreement(6, 3, 1 / 3.0, 3 / 4.0, 3 / 4.0, 6 / 8.0), a);
    }

    @Test
    void whereNothingIsVoicedNothingIsSaid() {
        PitchAgreement a = PitchAgreement.of(frames(NAN, NAN), frames(NAN, NAN));
        assertEquals(new PitchAgreement(2, 0, NAN, NAN, NAN, NAN), a);
        a = PitchAgreement.of(frames(NAN, 100), frames(NAN, NAN));
        assertEquals(new PitchAgreement(2, 0, NAN, NAN, 0, 0), a);
    }

    @Test
    void aSoundAgreesWithItselfAndNotWithAnotherPitch() throws IOException {
        AudioClip tone = tone(220);
        PitchAgreement same = PitchAgreement.of(tone, tone);
        assertEquals(201, same.frames());
        // One second of 100 frames, less what the windows blur at both ends.
        assertEquals(100, same.voicedFrames(), 6);
        assertEquals(1, same.rpa50());
        assertEquals(1, same.voicingF1());
        // 30 and 60 cents sharp
        assertEquals(1, PitchAgreement.of(tone, tone(220 * Math.pow(2, 30 / 1200.0))).rpa50());
        // The frame at either end holds more of the end than of the tone.
        double sharp = PitchAgreement.of(tone, tone(220 * Math.pow(2, 60 / 1200.0))).rpa50();
        assertEquals(0, sharp, 0.02);
        assertEquals(0, PitchAgreement.of(tone, tone(440)).rpa50(), 0.02);
        assertEquals(0, PitchAgreement.of(tone, noise()).voicingF1());
    }

    @Test
    void agreesWithAPitchThatIsKnown() throws IOException {
        float[] f0 = new float[2 * RATE];
        Arrays.fill(f0, RATE / 2, 3 * RATE / 2, 220f);
        PitchAgreement a = PitchAgreement.of(f0, tone(220));
        assertEquals(1, a.rpa50());
        // The tone's ends are known to a window's half, here 2 frames of 100.
        assertTrue(a.voicingF1() > 0.97, "F1 " + a.voicingF1());
    }

    @Test
    void badSoundsAreRefused() {
        AudioClip tone = tone(220);
        AudioClip other = new AudioClip(tone.samples(), 44100);
        assertThrows(IllegalArgumentException.class, () -> PitchAgreement.of(tone, other));
        AudioClip empty = new AudioClip(new float[0], RATE);
        assertThrows(IOException.class, () -> PitchAgreement.of(tone, empty));
        AudioClip bad = new AudioClip(new float[] {0, Float.NaN}, RATE);
        assertThrows(IOException.class, () -> PitchAgreement.of(bad, tone));
    }
}
