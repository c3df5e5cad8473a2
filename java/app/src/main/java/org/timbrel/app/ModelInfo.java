// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import org.timbrel.audio.features.FeatureSpec;

/**
 * What a checkpoint holds. Its hash was right, or it would not have been read.
 *
 * @param cell lstm, gru or rnn
 * @param layers recurrent layers
 * @param hidden units of each
 * @param layerNorm whether their sums are normalised
 * @param dropout of their outputs in training
 * @param recurrentDropout of what they hand from step to step
 * @param head mdn, mse, categorical or bernoulli
 * @param components of a density, or categories; 0 with other heads
 * @param framesPerStep frames that one step takes and makes
 * @param parameters how many
 * @param steps trained
 * @param validationLoss of the best so far, a frame; infinite before the first validation
 * @param seed of the training
 * @param resumable whether training can go on from it
 * @param texture that the network chooses for; null: it makes frames itself
 * @param music that it makes; null: it makes sounds
 * @param spec of the frames; null: it makes music
 */
public record ModelInfo(
        String cell,
        int layers,
        int hidden,
        boolean layerNorm,
        double dropout,
        double recurrentDropout,
        String head,
        int components,
        int framesPerStep,
        long parameters,
        long steps,
        double validationLoss,
        long seed,
        boolean resumable,
        TextureInfo texture,
        MusicInfo music,
        FeatureSpec spec)
        implements FileInfo {}
