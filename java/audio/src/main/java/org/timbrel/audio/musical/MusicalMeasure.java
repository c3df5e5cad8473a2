// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import org.timbrel.audio.musical.MusicalPortrait.View;

/** How near a sound comes to a reference, by one trait of music after the other. */
public enum MusicalMeasure {
    /** {@link Chroma#histogramSimilarity}. */
    CHROMA_HISTOGRAM("chroma histogram", "", true, "cosine of the pitch-class histograms") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return reference.chroma().histogramSimilarity(other.chroma());
        }
    },
    /** {@link Chroma#alignedSimilarity}. */
    CHROMA_ALIGNED(
            "chroma, aligned", "", true, "mean cosine of the pitch classes at the same time") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return reference.chroma().alignedSimilarity(other.chroma());
        }
    },
    /** |difference| of {@link OnsetCurve#perSecond}. */
    ONSET_DENSITY("onset density", "onsets/s", false, "difference of the onsets a second") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return Math.abs(reference.onsets().perSecond() - other.onsets().perSecond());
        }
    },
    /** |log₂| of the ratio of {@link BeatSpectrum#tempo}; half and double tempo are 1 away. */
    TEMPO("tempo", "octaves", false, "ratio of the tempos; twice as fast is 1") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            double ratio =
                    reference.onsets().beat().tempo().bpm() / other.onsets().beat().tempo().bpm();
            return Math.abs(Math.log(ratio) / Math.log(2));
        }
    },
    /** {@link BeatSpectrum#distance}. */
    BEAT_SPECTRUM(
            "beat spectrum", "", false, "how differently onsets repeat within 2 s: 1 − cosine") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return reference.onsets().beat().distance(other.onsets().beat());
        }
    },
    /** {@link SelfSimilarity#structureDistance} by pitch classes. */
    CHROMA_STRUCTURE(
            "structure of chroma",
            "",
            false,
            "how differently harmony repeats within 32 s: |difference| of similarities") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return reference
                    .selfSimilarity(View.CHROMA)
                    .structureDistance(other.selfSimilarity(View.CHROMA));
        }
    },
    /** {@link SelfSimilarity#structureDistance} by levels. */
    LEVEL_STRUCTURE(
            "structure of levels",
            "",
            false,
            "how differently mel levels repeat within 32 s: |difference| of similarities") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return reference
                    .selfSimilarity(View.LEVELS)
                    .structureDistance(other.selfSimilarity(View.LEVELS));
        }
    },
    /** {@link LevelGaussian#frechet}. */
    LEVEL_FRECHET(
            "log-mel Fréchet",
            "dB²",
            false,
            "Fréchet distance of the frames' mel levels, squared") {
        @Override
        public double between(MusicalPortrait reference, MusicalPortrait other) {
            return reference.levels().frechet(other.levels());
        }
    };

    private final String label;
    private final String unit;
    private final boolean higherIsNearer;
    private final String meaning;

    MusicalMeasure(String label, String unit, boolean higherIsNearer, String meaning) {
        this.label = label;
        this.unit = unit;
        this.higherIsNearer = higherIsNearer;
        this.meaning = meaning;
    }

    /** What a table calls it. */
    public String label() {
        return label;
    }

    /** Empty where it has none. */
    public String unit() {
        return unit;
    }

    /** True for similarities, which are 1 for equal sounds; distances then are 0. */
    public boolean higherIsNearer() {
        return higherIsNearer;
    }

    /** In some words. */
    public String meaning() {
        return meaning;
    }

    /**
     * The measure of a sound against a reference; neither's order matters.
     *
     * @param other at the reference's rate
     * @return NaN where it has no meaning: silence, or too short a sound
     * @throws IllegalArgumentException if the rates differ, where that matters
     */
    public abstract double between(MusicalPortrait reference, MusicalPortrait other);
}
