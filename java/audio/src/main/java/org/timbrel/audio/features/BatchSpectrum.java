// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** |FFT(w · x)|² of the frames of a batch. A spec's way does not depend on the batch's size. */
interface BatchSpectrum {

    /**
     * The power spectra of a batch.
     *
     * @return [fftSize / 2 + 1][at least batch.frames()]: bin, then frame; valid until the next
     *     call
     */
    double[][] of(FrameBatch batch);

    /** For batches of at most {@code frames} frames. */
    static BatchSpectrum of(FeatureSpec spec, int frames) {
        return LaneSpectrum.takes(spec.fftSize())
                ? new LaneSpectrum(spec, frames)
                : new SerialSpectrum(spec, frames);
    }
}
