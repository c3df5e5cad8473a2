// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.audio.features.FeatureSpec;

/**
 * What a feature file holds.
 *
 * @param frames rows of every array
 * @param coefficients columns of {@code mfcc}
 * @param melBands columns of {@code mel}
 * @param arrays names and shapes, in the file's order
 * @param spec how they were made
 */
public record FeatureInfo(
        int frames,
        int coefficients,
        int melBands,
        Map<String, List<Integer>> arrays,
        FeatureSpec spec)
        implements FileInfo {

    public FeatureInfo {
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }
}
