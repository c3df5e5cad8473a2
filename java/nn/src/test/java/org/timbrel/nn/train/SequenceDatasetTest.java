// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.nn.train.DatasetSpec.SplitBy;

class SequenceDatasetTest {

    private static DatasetSpec spec(int framesPerStep, SplitBy splitBy, int gapFrames) {
        return new DatasetSpec(framesPerStep, true, splitBy, 0.2, 0.1, gapFrames, 3);
    }

    @Test
    void normalisesByTheTrainingPartAlone() {
        float[] values = new float[2 * 100];
        for (int t = 0; t < 100; t++) {
            values[2 * t] = t < 70 ? 5 + (t % 2 == 0 ? 2 : -2) : 1000;
            values[2 * t + 1] = 7;
        }
        Normalisation normalisation =
                SequenceDataset.split(
                                List.of(new FrameSequence("a", values, 100, 2)),
                                spec(1, SplitBy.TIME, 0))
                        .normalisation();
        assertEquals(5, normalisation.mean(0), 1e-6);
        assertEquals(2, normalisation.deviation(0), 1e-6);
        assertEquals(3, normalisation.min(0));
        assertEquals(7, normalisation.max(0));
        assertEquals(1, normalisation.normalised(0, 7), 1e-6);
        assertEquals(7, normalisation.restored(0, 1), 1e-6);
        assertEquals(0, normalisation.normalised(1, 7), "a constant becomes 0");
        assertTrue(normalisation.deviation(1) > 0);
        assertEquals(7, normalisation.restored(1, 0));
    }

    @Test
    void learnsMoreWithoutHoldingAnyOfItOut() {
        SequenceDataset one =
                SequenceDataset.split(
                        List.of(SyntheticFrames.counting("a", 50, 2)), spec(1, SplitBy.TIME, 0));
        SequenceDataset two = one.learningAlso(List.of(SyntheticFrames.counting("b", 30, 2)));
        assertEquals(one.trainingFrames() + 30, two.trainingFrames());
        assertEquals(one.validation(), two.validation());
        assertEquals(one.test(), two.test());
    }

    @Test
    void survivesDataThatAreAllTheSame() {
        Normalisation normalisation =
                SequenceDataset.split(
                                List.of(new FrameSequence("a", new float[60], 60, 1)),
                                spec(1, SplitBy.TIME, 0))
                        .normalisation();
        assertEquals(1, normalisation.deviation(0));
    }

    @Test
    void leavesFramesAloneIfAsked() {
        DatasetSpec raw = new DatasetSpec(1, false, SplitBy.TIME, 0.2, 0, 0, 0);
        Normalisation normalisation =
                SequenceDataset.split(List.of(SyntheticFrames.counting("a", 50, 2)), raw)
                        .normalisation();
        assertEquals(123, normalisation.normalised(1, 123));
        assertEquals(3901, normalisation.max(1));
    }

    @Test
    void givesBackItsOwnBits() {
        Normalisation one =
                SequenceDataset.split(
                                List.of(SyntheticFrames.autoregressive("a", 1, 500, 3, 0.5)),
                                spec(1, SplitBy.TIME, 0))
                        .normalisation();
        Normalisation other = Normalisation.fromJson(Json.parse(one.toJson().toString()));
        for (int d = 0; d < 3; d++) {
            assertEquals(one.mean(d), other.mean(d));
            assertEquals(one.deviation(d), other.deviation(d));
            assertEquals(one.min(d), other.min(d));
            assertEquals(one.max(d), other.max(d));
        }
    }

    @ParameterizedTest
    @CsvSource({"TIME,1,0", "TIME,3,0", "TIME,1,4", "TIME,4,7", "FILE,1,0", "FILE,2,0"})
    void keepsThePartsApart(SplitBy splitBy, int framesPerStep, int gapFrames) {
        List<FrameSequence> files = new ArrayList<>();
        for (int k = 0; k < 7; k++) {
            files.add(SyntheticFrames.counting("file" + k, 90 + 11 * k, 2));
        }
        SequenceDataset data =
                SequenceDataset.split(files, spec(framesPerStep, splitBy, gapFrames));
        Set<String> seen = new HashSet<>();
        for (List<Span> part : List.of(data.training(), data.validation(), data.test())) {
            assertFalse(part.isEmpty());
            Set<String> here = new HashSet<>();
            for (Span span : part) {
                int frames = span.steps() * framesPerStep;
                for (int f = -gapFrames; f < frames + gapFrames; f++) {
                    int frame = span.firstFrame() + f;
                    String name = span.source().name() + " " + frame;
                    assertFalse(seen.contains(name), name + " is in two parts, or too near");
                    if (f >= 0 && f < frames) {
                        here.add(name);
                    }
                }
                assertTrue(span.firstFrame() >= 0);
                assertTrue(span.firstFrame() + frames <= span.source().frames());
            }
            seen.addAll(here);
        }
        assertEquals(
                seen.size(), data.trainingFrames() + data.validationFrames() + data.testFrames());
    }

    @Test
    void splitsByFileFromTenFilesOn() {
        List<FrameSequence> files = new ArrayList<>();
        for (int k = 0; k < 10; k++) {
            files.add(SyntheticFrames.counting("file" + k, 50, 1));
        }
        DatasetSpec auto = DatasetSpec.DEFAULT;
        assertEquals(8, SequenceDataset.split(files, auto).training().size());
        assertEquals(9, SequenceDataset.split(files.subList(0, 9), auto).training().size());
        assertEquals(1, SequenceDataset.split(files, auto).validation().size());
    }

    @Test
    void leavesOutFilesThatCannotBeUsedAndSaysWhy() {
        float[] broken = new float[40];
        broken[27] = Float.NaN;
        SequenceDataset data =
                SequenceDataset.split(
                        List.of(
                                SyntheticFrames.counting("good", 50, 2),
                                new FrameSequence("nan", broken, 20, 2),
                                SyntheticFrames.counting("narrow", 50, 1),
                                SyntheticFrames.counting("short", 3, 2),
                                SyntheticFrames.counting("empty", 0, 2)),
                        spec(2, SplitBy.TIME, 0));
        assertEquals(
                List.of(
                        new UnusableSequence("nan", "frame 13, value 1 is NaN"),
                        new UnusableSequence(
                                "narrow", "its frames have 1 values, those of the first file 2"),
                        new UnusableSequence(
                                "short", "3 frames are too few: one step and the next need 4"),
                        new UnusableSequence(
                                "empty", "0 frames are too few: one step and the next need 4")),
                data.unusable());
        assertEquals(1, data.training().size());
    }

    @Test
    void saysHowMuchIsNeeded() {
        assertEquals(
                "the validation part is empty: it needs at least 2 frames in one piece"
                        + " (framesPerStep 1); give more or longer files, or a larger fraction",
                refusal(List.of(SyntheticFrames.counting("a", 7, 1)), spec(1, SplitBy.TIME, 0)));
        assertEquals(
                "2 usable files cannot be split by file: 3 are needed, or split by time",
                refusal(
                        List.of(
                                SyntheticFrames.counting("a", 50, 1),
                                SyntheticFrames.counting("b", 50, 1)),
                        spec(1, SplitBy.FILE, 0)));
        assertEquals(
                "none of 1 files can be used; a: 1 frames are too few: one step and the next need"
                        + " 2",
                refusal(List.of(SyntheticFrames.counting("a", 1, 1)), spec(1, SplitBy.TIME, 0)));
        assertTrue(
                refusal(List.of(), DatasetSpec.DEFAULT).startsWith("the training part is empty"));
    }

    private static String refusal(List<FrameSequence> files, DatasetSpec spec) {
        return assertThrows(
                        InsufficientDataException.class, () -> SequenceDataset.split(files, spec))
                .getMessage();
    }

    @Test
    void refusesImpossibleSpecs() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatasetSpec(0, true, SplitBy.AUTO, 0.1, 0, 0, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatasetSpec(1, true, SplitBy.AUTO, 0, 0, 0, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatasetSpec(1, true, SplitBy.AUTO, 0.5, 0.5, 0, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatasetSpec(1, true, SplitBy.AUTO, Double.NaN, 0, 0, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new DatasetSpec(1, true, SplitBy.AUTO, 0.1, 0, -1, 0));
    }

    @Test
    void tellsDataApartByEveryValue() {
        FrameSequence one = SyntheticFrames.counting("a", 50, 2);
        FrameSequence same = SyntheticFrames.counting("renamed", 50, 2);
        FrameSequence other = SyntheticFrames.counting("a", 50, 2);
        other.values()[99] += 1;
        DatasetSpec spec = spec(1, SplitBy.TIME, 0);
        String expected = SequenceDataset.split(List.of(one), spec).fingerprint();
        assertEquals(expected, SequenceDataset.split(List.of(same), spec).fingerprint());
        Locale own = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertEquals(expected, SequenceDataset.split(List.of(same), spec).fingerprint());
        } finally {
            Locale.setDefault(own);
        }
        assertNotEquals(expected, SequenceDataset.split(List.of(other), spec).fingerprint());
        assertNotEquals(
                expected,
                SequenceDataset.split(List.of(one), spec(2, SplitBy.TIME, 0)).fingerprint());
    }
}
