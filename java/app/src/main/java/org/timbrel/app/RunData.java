// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.model.NetworkSpec;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SequenceDataset;
import org.timbrel.nn.train.Trainer;

/** What a training run learns from, and how. */
interface RunData {

    /** Divided into the three parts. */
    SequenceDataset sequences();

    /** Files that could not be read or used. */
    List<FileFailure> failed();

    /** What is to be said of them, a line each. */
    List<String> notes();

    /** The sound that previews let hear; null: there are none to choose from. */
    String heard();

    /** The settings as the data decided them, so that they mean the same in any folder. */
    TrainSettings resolved(TrainSettings settings, String device) throws IOException;

    /** What is trained. */
    NetworkSpec network(TrainSettings settings);

    /** Begins a run; as {@link Trainer#begin}. */
    Trainer begin(Device device, TrainSettings settings, RunFolder folder) throws IOException;

    /** Goes on with one; as {@link Trainer#resume}. */
    Trainer resume(Device device, TrainSettings settings, Path folder) throws IOException;

    /** What is to be done once the last step is done, before the last preview. */
    void finish(Device device, TrainSettings settings, Path folder) throws IOException;
}
