// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/** The frames of a batch one after another, any size. */
final class SerialSpectrum implements BatchSpectrum {

    private final int hop;
    private final PowerSpectrum spectrum;
    private final float[] frame;
    private final double[][] power;

    SerialSpectrum(FeatureSpec spec, int frames) {
        hop = spec.hopSamples();
        spectrum = new PowerSpectrum(spec.window(), spec.fftSize());
        frame = new float[spec.fftSize()];
        power = new double[spec.fftSize() / 2 + 1][frames];
    }

    @Override
    public double[][] of(FrameBatch batch) {
        for (int i = 0; i < batch.frames(); i++) {
            System.arraycopy(batch.samples(), i * hop, frame, 0, frame.length);
            double[] bins = spectrum.of(frame);
            for (int k = 0; k < bins.length; k++) {
                power[k][i] = bins[k];
            }
        }
        return power;
    }
}
