// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.timbrel.nn.train.DatasetSpec.SplitBy;

/**
 * Frames divided into what is learned from and what is held out.
 *
 * @param training never overlaps the other two
 * @param validation chooses the best checkpoint
 * @param test judges it; may be empty
 */
record DataSplit(List<Span> training, List<Span> validation, List<Span> test) {

    /** A part needs one step to start from and one to predict. */
    private static final int MIN_STEPS = 2;

    static DataSplit of(List<FrameSequence> files, DatasetSpec spec) {
        boolean byFile =
                spec.splitBy() == SplitBy.FILE
                        || (spec.splitBy() == SplitBy.AUTO
                                && files.size() >= DatasetSpec.AUTO_FILES);
        return byFile ? byFile(files, spec) : byTime(files, spec);
    }

    private static DataSplit byFile(List<FrameSequence> files, DatasetSpec spec) {
        int validation = share(files.size(), spec.validationFraction());
        int test = share(files.size(), spec.testFraction());
        int needed = 1 + validation + test;
        if (files.size() < needed) {
            throw new InsufficientDataException(
                    "%d usable files cannot be split by file: %d are needed, or split by time"
                            .formatted(files.size(), needed));
        }
        List<FrameSequence> shuffled = new ArrayList<>(files);
        Collections.shuffle(shuffled, new Random(spec.seed()));
        return of(
                shuffled.subList(validation + test, files.size()),
                shuffled.subList(0, validation),
                shuffled.subList(validation, validation + test),
                spec.framesPerStep());
    }

    private static int share(int files, double fraction) {
        return fraction == 0 ? 0 : (int) Math.max(1, Math.round(files * fraction));
    }

    /** Parts that were chosen by the caller. */
    static DataSplit of(
            List<FrameSequence> training,
            List<FrameSequence> validation,
            List<FrameSequence> test,
            int framesPerStep) {
        return new DataSplit(
                whole(training, framesPerStep),
                whole(validation, framesPerStep),
                whole(test, framesPerStep));
    }

    private static List<Span> whole(List<FrameSequence> files, int framesPerStep) {
        List<Span> spans = new ArrayList<>();
        for (FrameSequence file : files) {
            add(spans, file, 0, file.frames(), framesPerStep);
        }
        return spans;
    }

    private static DataSplit byTime(List<FrameSequence> files, DatasetSpec spec) {
        DataSplit split = new DataSplit(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (FrameSequence file : files) {
            int frames = file.frames();
            int test = (int) Math.round(frames * spec.testFraction());
            int validation = (int) Math.round(frames * spec.validationFraction());
            int testBegin = frames - test;
            int validationEnd = test == 0 ? frames : testBegin - spec.gapFrames();
            int validationBegin = testBegin - validation;
            int trainingEnd = validationBegin - spec.gapFrames();
            int perStep = spec.framesPerStep();
            add(split.training, file, 0, trainingEnd, perStep);
            add(split.validation, file, validationBegin, validationEnd, perStep);
            add(split.test, file, testBegin, frames, perStep);
        }
        return split;
    }

    private static void add(
            List<Span> spans, FrameSequence file, int begin, int end, int framesPerStep) {
        int steps = (end - begin) / framesPerStep;
        if (steps >= MIN_STEPS) {
            spans.add(new Span(file, begin, steps));
        }
    }
}
