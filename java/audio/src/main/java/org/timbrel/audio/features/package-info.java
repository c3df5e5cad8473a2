// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Samples into frames of mel power and MFCC: the profiles, their maths, and the feature files.
 * TarsosDSP frames, JTransforms transforms; the conventions are librosa's, stated in {@link
 * org.timbrel.audio.features.FeatureSpec}.
 */
package org.timbrel.audio.features;
