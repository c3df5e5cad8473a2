// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.app.TrainSettings;
import org.timbrel.app.music.Representation;

/**
 * A representation that a study compares.
 *
 * @param representation of its frames
 */
record Arm(Representation representation) {

    /**
     * Files that an arm learns from and is judged by, of the kind that its representation reads.
     */
    record Data(List<Path> training, List<Path> validation, List<Path> test) {
        Data {
            training = List.copyOf(training);
            validation = List.copyOf(validation);
            test = List.copyOf(test);
        }
    }

    /** Those of a spec, in its order. */
    static List<Arm> of(StudySpec spec) {
        return spec.arms().stream().map(name -> new Arm(Representation.named(name))).toList();
    }

    /** As specs, folders and tables have it. */
    String name() {
        return representation.toString();
    }

    /** Whether it is of sounds. */
    boolean isSound() {
        return !representation.isMusic();
    }

    /** Frames that one step of its network takes. */
    int framesPerStep(StudySpec spec) {
        return isSound() ? spec.framesPerStep() : 1;
    }

    /**
     * What all arms share, and what this one has of its own; what is solved for is not in it yet.
     *
     * @param seed of the run
     */
    TrainSettings settings(StudySpec spec, Data data, long seed) {
        Map<String, Object> own = new HashMap<>();
        own.put("representation", name());
        own.put("train", texts(data.training()));
        own.put("valid", texts(data.validation()));
        own.put("test", texts(data.test()));
        own.put("cell", spec.cell());
        own.put("layers", spec.layers());
        own.put("dropout", spec.dropout());
        own.put("recurrentDropout", 0.0);
        own.put("learningRate", spec.learningRate());
        own.put("schedule", "cosine");
        own.put("batch", spec.batch());
        own.put("steps", 1L);
        own.put("epochs", 0);
        own.put("patience", 0);
        own.put("previews", 0);
        own.put("unscored", 0);
        own.put("inputNoise", 0.0);
        own.put("device", spec.device());
        own.put("seed", seed);
        if (isSound()) {
            own.put("head", "mdn");
            own.put("mixtures", spec.mixtures());
            own.put("framesPerStep", spec.framesPerStep());
            own.put("features", spec.features());
        } else {
            own.put(
                    "music",
                    Map.of(
                            "embedding",
                            spec.embedding(),
                            "grid",
                            spec.rollGrid(),
                            "onsets",
                            spec.rollOnsets()));
        }
        return TrainSettings.DEFAULTS.with(own);
    }

    private static List<String> texts(List<Path> files) {
        return files.stream().map(Path::toString).toList();
    }
}
