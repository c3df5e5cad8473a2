// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.pitch.PitchFrame;

/**
 * One array of a feature file: a part of every frame.
 *
 * @param name in the file
 * @param source what it is a part of
 * @param offset where the part begins there
 * @param columns values a frame
 * @param flat whether the array is [frames] rather than [frames, columns]
 */
record FeatureArray(String name, Source source, int offset, int columns, boolean flat) {

    /** What a {@link FrameSink} is given. */
    enum Source {
        VECTOR,
        MEL,
        EXTRAS
    }

    /** Those of a spec, in the file's order. */
    static List<FeatureArray> of(FeatureSpec spec) {
        List<FeatureArray> arrays = new ArrayList<>();
        int pitch = spec.coefficients();
        arrays.add(new FeatureArray("mfcc", Source.VECTOR, 0, pitch, false));
        arrays.add(new FeatureArray("mel", Source.MEL, 0, spec.melBands(), false));
        if (spec.pitch() != null) {
            arrays.add(vector("log_f0", pitch + PitchFrame.LOG_F0, 1));
            arrays.add(vector("voicing", pitch + PitchFrame.VOICING, 1));
            arrays.add(vector("band_voicing", pitch + PitchFrame.BAND_VOICING, PitchFrame.BANDS));
        }
        int offset = 0;
        for (Extra extra : spec.extras()) {
            int size = extra.size(spec);
            boolean flat = extra != Extra.DELTA && extra != Extra.DELTA2;
            arrays.add(new FeatureArray(extra.label(), Source.EXTRAS, offset, size, flat));
            offset += size;
        }
        return arrays;
    }

    private static FeatureArray vector(String name, int offset, int columns) {
        return new FeatureArray(name, Source.VECTOR, offset, columns, columns == 1);
    }

    /** The one of a frame's arrays that holds it. */
    float[] in(float[] vector, float[] mel, float[] extras) {
        return switch (source) {
            case VECTOR -> vector;
            case MEL -> mel;
            case EXTRAS -> extras;
        };
    }

    /** The shape that it has, in words. */
    String shape() {
        return flat ? "[frames]" : "[frames, columns]";
    }
}
