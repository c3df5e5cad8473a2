// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.nn.train.DatasetSpec;
import org.timbrel.nn.train.FrameSequence;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.TextureDataset;

/** Levels and voicing of frames of sounds that were learned one after the other. */
class TextureLevelsTest {

    private static final FeatureSpec SPEC = Profile.PITCHED.spec();
    private static final int VOICING = SPEC.coefficients() + PitchFrame.VOICING;

    /** Random frames whose voicing lies within 0.05 of what is given. */
    private static FrameSequence sound(String name, double voicing) {
        Random random = new Random(name.hashCode());
        float[] values = new float[300 * SPEC.vectorSize()];
        for (int k = 0; k < values.length; k++) {
            values[k] =
                    k % SPEC.vectorSize() == VOICING
                            ? (float) (voicing + 0.05 * (2 * random.nextDouble() - 1))
                            : (float) random.nextGaussian();
        }
        return new FrameSequence(name, values, 300, SPEC.vectorSize());
    }

    private static BandLevels levels(FrameSequence sound) {
        FrameMatrix frames = new FrameMatrix(sound.values(), sound.frames(), sound.dims());
        return BandLevels.of(List.of(frames), SPEC);
    }

    private static ModelFeatures features(FrameSequence low, FrameSequence high) {
        List<BandLevels> levels = List.of(levels(low), levels(high));
        return new ModelFeatures(
                SPEC, levels.get(0).with(levels.get(1), 1), null, List.of("low", "high"), levels);
    }

    @Test
    void keepsTheVoicingOfASoundThatWasLearnedLater() {
        FrameSequence low = sound("low", 0.1);
        FrameSequence high = sound("high", 0.8);
        DatasetSpec whole = new DatasetSpec(1, true, DatasetSpec.SplitBy.TIME, 0.1, 0.1, 0, 0);
        TextureDataset first =
                TextureDataset.fit(
                        SequenceDataset.split(List.of(low), whole),
                        TrainSettings.DEFAULTS.texture(),
                        TextureLevelMap.of(SPEC),
                        name -> 0);
        TextureDataset both =
                TextureDataset.extend(
                        SequenceDataset.split(List.of(high), whole)
                                .normalisedAs(first.frames().normalisation()),
                        first.texture(),
                        name -> 1);
        TextureLevels levels =
                new TextureLevels(
                        features(low, high), both.frames().normalisation(), both.texture());
        float[] frame = high.values().clone();
        frame[VOICING] = 0.8f;
        levels.keep(frame, 0, new float[] {0, 1});
        // Through the deviations and back.
        assertEquals(0.8f, frame[VOICING], 1e-3f);
        frame[VOICING] = 2;
        levels.keep(frame, 0, new float[] {0, 1});
        assertTrue(frame[VOICING] < 0.86, "beyond what either had: " + frame[VOICING]);
    }

    @Test
    void keepsCorrectionsWithAModel() throws IOException {
        FrameSequence low = sound("low", 0.1);
        ModelFeatures plain = features(low, sound("high", 0.8));
        int bands = SPEC.melBands();
        double[][] quantiles = new double[bands][LevelCorrection.QUANTILES];
        for (double[] band : quantiles) {
            for (int q = 0; q < band.length; q++) {
                band[q] = q - 60.125;
            }
        }
        double[][] gains = new double[LevelParts.MOVING][bands];
        gains[2][3] = -1.5;
        LevelCorrection one = new LevelCorrection(quantiles, quantiles, gains);
        ModelFeatures read = ModelFeatures.of(plain.corrected(List.of(one, one)).json());
        assertEquals(2, read.corrections().size());
        assertEquals(-1.5, read.corrections().get(1).gainsDb()[2][3]);
        assertEquals(-40.125, read.corrections().get(0).from()[0][20]);
        assertEquals(List.of(), ModelFeatures.of(plain.json()).corrections());
        assertThrows(IllegalArgumentException.class, () -> plain.corrected(List.of(one)));
        // Sounds without names are corrected together.
        ModelFeatures unnamed = new ModelFeatures(SPEC, plain.levels(), null, List.of(), List.of());
        assertEquals(1, unnamed.corrected(List.of(one)).corrections().size());
        assertThrows(IllegalArgumentException.class, () -> unnamed.corrected(List.of(one, one)));
    }
}
