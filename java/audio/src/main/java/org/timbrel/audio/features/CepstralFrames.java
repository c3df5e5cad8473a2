// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.Arrays;

/**
 * Between cepstra and the levels of the mel bands that they stand for, as far as the coefficients
 * say: the lifter and the unit undone, then the DCT of the coefficients that were kept. Not
 * thread-safe.
 */
public final class CepstralFrames {

    /** A lifter's gain below this cannot be undone. */
    private static final double MIN_GAIN = 1e-6;

    // Far over a float's rounding of the log of the floor.
    private static final double SILENCE = 1e-4;

    private final FeatureSpec spec;
    private final BandUnits units;
    // [coefficients][bands]: power of a band in dB a unit of the coefficient.
    private final double[][] inverse;
    // [bands][coefficients]: the way back.
    private final double[][] forward;
    private final double[] offset;
    private final double[] coefficients;
    private final double[] raised;
    // Null where coefficient 0 is the cepstrum's.
    private final FrameEnergy energy;

    /** For frames of that spec. */
    public CepstralFrames(FeatureSpec spec) {
        this.spec = spec;
        MelFilterbank bank = new MelFilterbank(spec);
        units = new BandUnits(spec, bank);
        CepstralBasis basis = new CepstralBasis(spec);
        int bands = spec.melBands();
        inverse = new double[spec.coefficients()][bands];
        forward = new double[bands][spec.coefficients()];
        coefficients = new double[inverse.length];
        offset = new double[bands];
        raised = new double[bands];
        for (int b = 0; b < bands; b++) {
            offset[b] = units.powerDb(b, 0);
        }
        double perCell = units.powerDb(0, 1) - offset[0];
        energy = spec.convention().energy() ? new FrameEnergy(spec, bank) : null;
        for (int n = energy == null ? 0 : 1; n < inverse.length; n++) {
            double gain = basis.unit() * basis.lifter(n) / perCell;
            for (int b = 0; b < bands; b++) {
                double scaled = gain * basis.scale(n, b);
                forward[b][n] = scaled * basis.orthonormal(n, b);
                inverse[n][b] =
                        Math.abs(basis.lifter(n)) < MIN_GAIN ? 0 : basis.orthonormal(n, b) / scaled;
            }
        }
    }

    /** The first coefficient that the lifter has zeroed, so that it is lost; -1 if none is. */
    public static int lostCoefficient(FeatureSpec spec) {
        CepstralBasis basis = new CepstralBasis(spec);
        for (int n = 0; n < spec.coefficients(); n++) {
            if (Math.abs(basis.lifter(n)) < MIN_GAIN) {
                return n;
            }
        }
        return -1;
    }

    /** The orthonormal DCT of the spec's type, [coefficients][melBands]; a copy. */
    public double[][] orthonormal() {
        CepstralBasis basis = new CepstralBasis(spec);
        double[][] rows = new double[spec.coefficients()][spec.melBands()];
        for (int n = 0; n < rows.length; n++) {
            for (int b = 0; b < rows[n].length; b++) {
                rows[n][b] = basis.orthonormal(n, b);
            }
        }
        return rows;
    }

    /** How many coefficients a frame has. */
    public int coefficients() {
        return inverse.length;
    }

    /**
     * Levels of one frame.
     *
     * @param mfcc [coefficients] from {@code offset}
     * @param levelDb written, the bands' power in dB for samples in -1..1, [melBands]
     */
    public void levels(float[] mfcc, int offset, double[] levelDb) {
        for (int n = 0; n < coefficients.length; n++) {
            coefficients[n] = mfcc[offset + n];
        }
        System.arraycopy(this.offset, 0, levelDb, 0, this.offset.length);
        WeightedRows.add(levelDb, coefficients, inverse, 0, this.offset.length);
        if (energy != null) {
            setEnergy(coefficients[0], levelDb);
        }
    }

    /** Shifts the levels so that the frame has the energy that coefficient 0 says. */
    private void setEnergy(double logEnergy, double[] levelDb) {
        double scale = spec.convention().sampleScale();
        double wanted = logEnergy - 2 * Math.log(scale);
        // From the loudest band down: powers of absurd levels would be infinite.
        double loudest = Double.NEGATIVE_INFINITY;
        for (double level : levelDb) {
            loudest = Math.max(loudest, level);
        }
        for (int b = 0; b < levelDb.length; b++) {
            levelDb[b] -= loudest;
        }
        double shift = (wanted - Math.log(energy.of(levelDb))) / CepstralBasis.NEPERS_PER_DB;
        boolean silent = logEnergy <= Math.log(spec.convention().floor()) + SILENCE;
        for (int b = 0; b < levelDb.length; b++) {
            levelDb[b] = silent ? units.floorDb(b) : levelDb[b] + shift;
        }
    }

    /**
     * The way back: the coefficients that are kept of a frame's levels.
     *
     * @param levelDb as {@link #levels} gives them, [melBands]
     * @param mfcc written, [coefficients] from {@code offset}
     */
    public void cepstra(double[] levelDb, float[] mfcc, int offset) {
        for (int b = 0; b < raised.length; b++) {
            raised[b] = levelDb[b] - this.offset[b];
        }
        Arrays.fill(coefficients, 0);
        WeightedRows.add(coefficients, raised, forward, 0, coefficients.length);
        for (int n = 0; n < coefficients.length; n++) {
            mfcc[offset + n] = (float) coefficients[n];
        }
        if (energy != null) {
            double scale = spec.convention().sampleScale();
            double squares = scale * scale * energy.of(levelDb);
            mfcc[offset] = (float) Math.log(Math.max(squares, spec.convention().floor()));
        }
    }

    /**
     * The mel cells of levels.
     *
     * @param levelDb as {@link #levels} gives them, [melBands]
     * @param mel written, [melBands]
     */
    public void cells(double[] levelDb, float[] mel) {
        for (int b = 0; b < levelDb.length; b++) {
            mel[b] = (float) Math.pow(10, units.cellDb(b, levelDb[b]) / 10);
        }
    }
}
