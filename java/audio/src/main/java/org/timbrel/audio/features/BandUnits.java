// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

/**
 * A mel cell as a convention writes it, against the power of that band for samples in -1..1. Where
 * bands sum magnitudes, a band's power is that of an even spectrum with the same sum.
 */
public final class BandUnits {

    private final double cellsPerDb;
    private final double[] offsetDb;
    private final double floorCellDb;

    /** The bands of a spec. */
    public BandUnits(FeatureSpec spec, MelFilterbank bank) {
        Convention convention = spec.convention();
        cellsPerDb = convention.magnitude() ? 0.5 : 1;
        floorCellDb = 10 * Math.log10(convention.floor());
        offsetDb = new double[bank.bands()];
        for (int b = 0; b < offsetDb.length; b++) {
            offsetDb[b] = -20 * Math.log10(convention.sampleScale());
            if (convention.magnitude() && bank.binCount(b) > 0) {
                double area = 0;
                for (int i = 0; i < bank.binCount(b); i++) {
                    area += bank.weight(b, bank.firstBin(b) + i);
                }
                offsetDb[b] -= 10 * Math.log10(area);
            }
        }
    }

    /**
     * The power of a band in dB.
     *
     * @param cellDb 10 log10 of its cell
     */
    public double powerDb(int band, double cellDb) {
        return cellDb / cellsPerDb + offsetDb[band];
    }

    /** 10 log10 of a band's cell, from its power in dB. */
    public double cellDb(int band, double powerDb) {
        return (powerDb - offsetDb[band]) * cellsPerDb;
    }

    /** The power in dB of a band that counts as silent. */
    public double floorDb(int band) {
        return powerDb(band, floorCellDb);
    }
}
