// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

/** Brings the levels of one stream's frames, in order, nearer to those of what was learned. */
interface LevelControl {

    /**
     * Corrects one frame.
     *
     * @param level [melBands] in dB, changed
     * @param meanDb [melBands] of the sounds that are heard, by their weights
     * @param weights [C] of the sounds, 1 together
     */
    void control(double[] level, double[] meanDb, float[] weights);
}
