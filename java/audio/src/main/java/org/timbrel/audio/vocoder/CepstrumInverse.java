// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import org.timbrel.audio.features.BandUnits;
import org.timbrel.audio.features.CepstralFrames;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.MelFilterbank;
import org.timbrel.audio.pitch.PitchFrame;

/**
 * Cepstra back into log-mel frames, as far as an inverse exists, checked: no sound is infinite or
 * louder than any. One stream's frames in order; not thread-safe.
 */
final class CepstrumInverse {

    // A full-scale sine under the longest window is 90 dB, some more in unscaled bands.
    private static final double LOUDEST_DB = 200;
    private static final long MAX_TABLE = 1 << 24;
    private static final double FLAT_DB = 0.01;

    private final FeatureSpec spec;
    private final CepstralFrames cepstra;
    private final double[] floorDb;
    // Null where every band holds bins, or where the floor's share is not known.
    private final EmptyBands emptyBands;
    private long frames;

    CepstrumInverse(FeatureSpec spec) {
        this.spec = spec;
        requireInvertible(spec);
        cepstra = new CepstralFrames(spec);
        MelFilterbank bank = new MelFilterbank(spec);
        BandUnits units = new BandUnits(spec, bank);
        floorDb = new double[spec.melBands()];
        for (int b = 0; b < floorDb.length; b++) {
            floorDb[b] = units.floorDb(b);
        }
        boolean known = !spec.convention().energy() && !spec.convention().magnitude();
        emptyBands =
                known && bank.emptyBands() > 0
                        ? new EmptyBands(spec, bank, cepstra.orthonormal(), floorDb[0])
                        : null;
    }

    private static void requireInvertible(FeatureSpec spec) {
        if ((long) spec.melBands() * spec.coefficients() > MAX_TABLE) {
            throw new IllegalArgumentException(
                    "melBands "
                            + spec.melBands()
                            + " times coefficients "
                            + spec.coefficients()
                            + " are over "
                            + MAX_TABLE
                            + ": use fewer of either");
        }
        int lost = CepstralFrames.lostCoefficient(spec);
        if (lost >= 0) {
            throw new IllegalArgumentException(
                    "lifter "
                            + spec.lifter()
                            + " has zeroed coefficient "
                            + lost
                            + ": it cannot be undone; use a longer lifter or fewer coefficients");
        }
    }

    /** How many frames were inverted. */
    long frames() {
        return frames;
    }

    /**
     * One frame.
     *
     * @param vector [vectorSize] from {@code offset}: its coefficients are inverted, its pitch is
     *     looked at for being finite
     * @param melDb written, the bands' power in dB for samples in -1..1, [melBands]; where it is
     *     the band's floor, silence
     * @throws IllegalArgumentException if a value is not finite or the frame is louder than any
     *     sound, with the frame's number
     */
    void apply(float[] vector, int offset, double[] melDb) {
        for (int i = 0; i < spec.vectorSize(); i++) {
            float x = vector[offset + i];
            if (!Float.isFinite(x)) {
                throw new IllegalArgumentException(
                        "frame " + frames + " is " + x + " in " + name(i));
            }
        }
        cepstra.levels(vector, offset, melDb);
        double lowest = Double.POSITIVE_INFINITY;
        double highest = Double.NEGATIVE_INFINITY;
        for (int b = 0; b < floorDb.length; b++) {
            // Finite both: Math.min and Math.max, which look at NaN and -0, take several times as
            // long.
            lowest = melDb[b] < lowest ? melDb[b] : lowest;
            highest = melDb[b] > highest ? melDb[b] : highest;
        }
        requireLevel(highest);
        // topDb lifts digital silence to the same level in every cell, which no sound has.
        boolean lifted = spec.topDb() != null && floorDb.length > 1 && highest - lowest < FLAT_DB;
        if (emptyBands != null && !lifted) {
            emptyBands.fill(melDb);
        }
        for (int b = 0; b < floorDb.length; b++) {
            melDb[b] = lifted ? floorDb[b] : Math.max(floorDb[b], melDb[b]);
        }
        frames++;
    }

    private String name(int value) {
        int pitch = value - spec.coefficients();
        if (pitch < 0) {
            return "coefficient " + value;
        }
        return switch (pitch) {
            case PitchFrame.LOG_F0 -> "its log f0";
            case PitchFrame.VOICING -> "its voicing";
            default -> "the voicing of band " + (pitch - PitchFrame.BAND_VOICING);
        };
    }

    private void requireLevel(double highest) {
        if (highest > LOUDEST_DB) {
            throw new IllegalArgumentException(
                    "frame "
                            + frames
                            + " reaches "
                            + Math.round(highest)
                            + " dB: no sound is over "
                            + Math.round(LOUDEST_DB)
                            + " dB");
        }
    }
}
