// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.timbrel.music.measures.MusicFeature;
import org.timbrel.music.score.Score;

/** The features of a stretch's notes by which sets of music are compared. */
final class NoteFeatures {

    private NoteFeatures() {}

    /** By the names of {@link MusicFeature}. */
    static Map<String, List<Double>> of(Score score) {
        Map<String, List<Double>> features = new LinkedHashMap<>();
        for (MusicFeature feature : MusicFeature.values()) {
            features.put(feature.name(), DoubleStream.of(feature.of(score)).boxed().toList());
        }
        return features;
    }
}
