// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Named sets of defaults. The profile's name is stored with every feature file and model. */
public enum Profile {
    /** librosa 0.11's {@code feature.mfcc} with its defaults. */
    @JsonProperty("librosa")
    LIBROSA {
        @Override
        public FeatureSpec.Builder builder() {
            return new FeatureSpec.Builder(this)
                    .sampleRateHz(22050)
                    .fftSize(2048)
                    .hopSamples(512)
                    .melBands(128)
                    .coefficients(20)
                    .topDb(80.0);
        }
    },
    /** Ours for sound textures: short frames, and a fixed floor, so that it can be streamed. */
    @JsonProperty("texture")
    TEXTURE {
        @Override
        public FeatureSpec.Builder builder() {
            return new FeatureSpec.Builder(this)
                    .sampleRateHz(44100)
                    .fftSize(512)
                    .hopSamples(128)
                    .melBands(64)
                    .coefficients(40)
                    .topDb(null);
        }
    };

    /** A builder that holds this profile's values. */
    public abstract FeatureSpec.Builder builder();

    /** The profile as it is. */
    public FeatureSpec spec() {
        return builder().build();
    }
}
