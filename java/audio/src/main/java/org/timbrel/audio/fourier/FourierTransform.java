// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.fourier;

import org.jtransforms.fft.DoubleFFT_1D;
import org.jtransforms.utils.CommonUtils;

/** JTransforms' transforms, each kept on the thread that calls it. */
public final class FourierTransform {

    static {
        // One frame is too little work to share; files are what runs in parallel.
        CommonUtils.setThreadsBeginN_1D_FFT_2Threads(Long.MAX_VALUE);
        CommonUtils.setThreadsBeginN_1D_FFT_4Threads(Long.MAX_VALUE);
    }

    private FourierTransform() {}

    /** A transform of {@code size} real or complex elements. */
    public static DoubleFFT_1D of(int size) {
        return new DoubleFFT_1D(size);
    }
}
