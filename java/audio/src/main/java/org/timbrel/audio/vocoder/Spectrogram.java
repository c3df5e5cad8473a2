// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

/**
 * STFT magnitudes of a whole sound.
 *
 * @param magnitude [columns, bins], row-major: bin m of column n at n·bins + m
 * @param bins fftSize / 2 + 1
 * @param starts time of each column's first sample, ascending, [columns]
 */
@SuppressWarnings("ArrayRecordComponent") // filled once, passed on within the package
record Spectrogram(float[] magnitude, int bins, int[] starts) {

    int columns() {
        return starts.length;
    }
}
