// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * |FFT(w · x)|² of the frames of a batch, or its root where the convention has magnitudes. A spec's
 * way does not depend on the batch's size.
 */
interface BatchSpectrum {

    /**
     * The spectra of a batch.
     *
     * @return [fftSize / 2 + 1][at least batch.frames()]: bin, then frame; valid until the next
     *     call
     */
    double[][] of(FrameBatch batch);

    /**
     * The energy of each frame of the batch that {@link #of} was last given: the sum of its
     * squares, scaled and without its mean as the convention has them.
     *
     * @return [at least batch.frames()], valid until the next call; of use only where the
     *     convention has energies
     */
    double[] energies();

    /** For batches of at most {@code frames} frames. */
    static BatchSpectrum of(FeatureSpec spec, int frames) {
        return LaneSpectrum.takes(spec)
                ? new LaneSpectrum(spec, frames)
                : new SerialSpectrum(spec, frames);
    }
}
