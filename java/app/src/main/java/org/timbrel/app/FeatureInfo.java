// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.audio.features.FeatureSpec;

/**
 * What a feature file holds.
 *
 * @param frames rows of {@code mfcc} and {@code mel}
 * @param coefficients columns of {@code mfcc}
 * @param melBands columns of {@code mel}
 * @param spec how they were made
 */
public record FeatureInfo(int frames, int coefficients, int melBands, FeatureSpec spec)
        implements FileInfo {}
