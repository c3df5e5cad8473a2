// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.Profile;

class DeEmphasisTest {

    @Test
    void undoesPreEmphasisInBlocksOfAnySize() {
        float[] sound = Sounds.noise(5000, 0.2, 1);
        float[] emphasised = new float[sound.length];
        for (int i = 0; i < sound.length; i++) {
            emphasised[i] = (float) (sound[i] - 0.97 * (i == 0 ? 0 : sound[i - 1]));
        }
        float[] whole = emphasised.clone();
        new DeEmphasis(Profile.KALDI.spec()).apply(whole, 0, whole.length);
        // Each float's rounding is heard for 33 samples.
        assertArrayEquals(sound, whole, 1e-5f);
        float[] blocks = emphasised.clone();
        DeEmphasis streamed = new DeEmphasis(Profile.KALDI.spec());
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < blocks.length; ) {
            int count = Math.min(random.nextInt(1, 300), blocks.length - i);
            streamed.apply(blocks, i, count);
            i += count;
        }
        assertArrayEquals(whole, blocks);
    }

    @Test
    void leavesOthersAlone() {
        float[] sound = Sounds.noise(100, 0.2, 1);
        float[] same = sound.clone();
        new DeEmphasis(Profile.LIBROSA.spec()).apply(same, 0, same.length);
        assertArrayEquals(sound, same);
    }

    @Test
    void silenceStaysSilent() {
        float[] sound = new float[40_000];
        sound[0] = 1;
        DeEmphasis deEmphasis = new DeEmphasis(Profile.HTK.spec());
        deEmphasis.apply(sound, 0, 20_000);
        deEmphasis.apply(sound, 20_000, 20_000);
        assertEquals(0, sound[20_000]);
    }
}
