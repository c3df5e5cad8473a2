// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Devices;
import org.timbrel.nn.model.Head;
import org.timbrel.nn.model.NetworkSpec;

/** A run that is over in a second, for tests of what happens around it. */
public final class SmallRun {

    public static final String FEATURES = "{\"hopSamples\": 128, \"coefficients\": 2}";

    private SmallRun() {}

    public static SequenceDataset data() {
        return data(1);
    }

    public static SequenceDataset data(int framesPerStep) {
        return SequenceDataset.split(
                List.of(
                        SyntheticFrames.autoregressive("a.wav", 1, 400, 2, 0.9),
                        SyntheticFrames.autoregressive("b.wav", 2, 150, 2, 0.9)),
                new DatasetSpec(framesPerStep, true, DatasetSpec.SplitBy.TIME, 0.2, 0.1, 0, 0));
    }

    /** Real frames that were not learned from, [frames,2]. */
    public static float[] primer(int frames) {
        return SyntheticFrames.autoregressive("primer", 9, frames, 2, 0.9).values();
    }

    /** Two layers with dropout and a mixture: everything that a resume must restore. */
    public static NetworkSpec network() {
        return new NetworkSpec(2, 2, 6, 0, 0.1f, new Head.MixtureDensity(2, 0.01f));
    }

    /** State is carried, lanes are ragged, and the learning rate moves. */
    public static TrainingSpec.Builder spec() {
        return TrainingSpec.builder()
                .steps(30)
                .batch(3)
                .sequenceLength(10)
                .learningRate(0.01)
                .schedule(Schedule.COSINE)
                .validateEvery(4)
                .checkpointEvery(1)
                .seed(11);
    }

    public static Device device() {
        return Devices.open("cpu");
    }

    static Trainer begin(Device device, TrainingSpec spec, Path folder) throws IOException {
        return Trainer.begin(device, network(), data(), FEATURES, spec, new RunFolder(folder));
    }

    /** Runs to the end, from the beginning or from where the folder stands. */
    public static TrainingResult run(TrainingSpec spec, Path folder) throws IOException {
        try (Device device = device();
                Trainer trainer =
                        new RunFolder(folder).isResumable()
                                ? Trainer.resume(device, network(), data(), spec, folder)
                                : begin(device, spec, folder)) {
            return trainer.run(TrainingListener.NONE);
        }
    }
}
