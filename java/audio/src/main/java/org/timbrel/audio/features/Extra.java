// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What is measured of every frame on request, beside what a sound is made again from. */
public enum Extra {
    /**
     * Slope of every coefficient, a frame: of the straight line nearest to nine frames, four on
     * either side ({@code librosa.feature.delta}, a Savitzky-Golay filter). The first and the last
     * four frames have their neighbour's; a clip under nine frames has one line through them all.
     */
    @JsonProperty("delta")
    DELTA,
    /** Curvature of every coefficient: the second derivative of the nearest parabola, likewise. */
    @JsonProperty("delta2")
    DELTA2,
    /**
     * Root mean square of the samples under the window, unweighted and as they are, full scale 1;
     * beyond the clip's ends what the profile puts there ({@code librosa.feature.rms}).
     */
    @JsonProperty("energy")
    ENERGY,
    /**
     * Spectral flux: the mean over all mel bands of how many dB each is louder than a frame ago,
     * quieter ones counting 0; 0 for the first frame. {@code librosa.onset.onset_strength} with two
     * differences: the floor is the profile's and not 80 dB under the clip's loudest cell, which a
     * stream does not know; and the values stay at their frames, where librosa moves them half a
     * window later.
     */
    @JsonProperty("onset")
    ONSET,
    /**
     * Centre of gravity in Hz of the magnitude spectrum that the mel bands are made of, 0 where
     * there is none ({@code librosa.feature.spectral_centroid}). The kaldi and htk profiles take
     * that of the pre-emphasised frame, kaldi without its mean, so theirs lies higher: compare
     * centroids of one profile only.
     */
    @JsonProperty("centroid")
    CENTROID,
    /**
     * Momentary loudness in LUFS: K-weighted power, without gates, of the 400 ms that end with the
     * frame's window; silence before the clip, and after it what the profile puts there; at least
     * -100.7 (ITU-R BS.1770-5, annex 1, and EBU Tech 3341).
     */
    @JsonProperty("loudness")
    LOUDNESS;

    /** The name users write, which is also the array's in a feature file. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Values a frame. */
    public int size(FeatureSpec spec) {
        return isDelta() ? spec.coefficients() : 1;
    }

    /** Whether it follows from the coefficients of several frames. */
    boolean isDelta() {
        return this == DELTA || this == DELTA2;
    }
}
