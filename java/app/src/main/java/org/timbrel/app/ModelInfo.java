// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.audio.features.FeatureSpec;

/**
 * What a checkpoint holds. Its hash was right, or it would not have been read.
 *
 * @param layers LSTM layers
 * @param hidden units of each
 * @param head mdn or mse
 * @param mixtures components of the density; 0 without one
 * @param framesPerStep frames that one step takes and makes
 * @param parameters how many
 * @param steps trained
 * @param validationLoss of the best so far, a frame; infinite before the first validation
 * @param seed of the training
 * @param resumable whether training can go on from it
 * @param spec of the frames
 */
public record ModelInfo(
        int layers,
        int hidden,
        String head,
        int mixtures,
        int framesPerStep,
        long parameters,
        long steps,
        double validationLoss,
        long seed,
        boolean resumable,
        FeatureSpec spec)
        implements FileInfo {}
