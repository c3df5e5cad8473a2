// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.List;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.pitch.PitchRange;

/** Collects the values of a spec; what is not set is librosa's convention. */
public final class FeatureSpecBuilder {
    private final Profile profile;
    private int sampleRateHz;
    private Integer fftSize;
    private Integer hopSamples;
    private double hopMs;
    private WindowShape window = WindowShape.HANN;
    private int melBands;
    private int coefficients;
    private double fminHz;
    private Double fmaxHz;
    private MelScale melScale = MelScale.SLANEY;
    private MelNorm melNorm = MelNorm.SLANEY;
    private int dctType = 2;
    private int lifter;
    private Double topDb;
    private boolean center = true;
    private PitchRange pitch;
    private List<Extra> extras = List.of();
    private Convention convention = Convention.LIBROSA;

    FeatureSpecBuilder(Profile profile) {
        this.profile = profile;
    }

    /** Samples a second. */
    public FeatureSpecBuilder sampleRateHz(int value) {
        sampleRateHz = value;
        return this;
    }

    /** Transform length in samples; if never set, the least power of two over the window. */
    public FeatureSpecBuilder fftSize(int value) {
        fftSize = value;
        return this;
    }

    /** Time between frames, rounded down to samples, where the samples are not set. */
    public FeatureSpecBuilder hopMs(double value) {
        hopMs = value;
        return this;
    }

    /** Samples between frames. */
    public FeatureSpecBuilder hopSamples(int value) {
        hopSamples = value;
        return this;
    }

    /** Analysis window. */
    public FeatureSpecBuilder window(WindowShape value) {
        window = value;
        return this;
    }

    /** Mel filters. */
    public FeatureSpecBuilder melBands(int value) {
        melBands = value;
        return this;
    }

    /** Cepstral coefficients kept. */
    public FeatureSpecBuilder coefficients(int value) {
        coefficients = value;
        return this;
    }

    /** Lower edge of the first filter. */
    public FeatureSpecBuilder fminHz(double value) {
        fminHz = value;
        return this;
    }

    /** Upper edge of the last filter; null for half the rate. */
    public FeatureSpecBuilder fmaxHz(Double value) {
        fmaxHz = value;
        return this;
    }

    /** Spacing of the filters. */
    public FeatureSpecBuilder melScale(MelScale value) {
        melScale = value;
        return this;
    }

    /** Scaling of the filters. */
    public FeatureSpecBuilder melNorm(MelNorm value) {
        melNorm = value;
        return this;
    }

    /** 2 or 3. */
    public FeatureSpecBuilder dctType(int value) {
        dctType = value;
        return this;
    }

    /** Lifter length; 0 for none. */
    public FeatureSpecBuilder lifter(int value) {
        lifter = value;
        return this;
    }

    /** Range under the loudest cell in dB; null for the fixed floor alone. */
    public FeatureSpecBuilder topDb(Double value) {
        topDb = value;
        return this;
    }

    /** Whether frames are centred on multiples of the hop. */
    public FeatureSpecBuilder center(boolean value) {
        center = value;
        return this;
    }

    /** Where a fundamental is looked for; null for no pitch. */
    public FeatureSpecBuilder pitch(PitchRange value) {
        pitch = value;
        return this;
    }

    /** What else is measured of every frame. */
    public FeatureSpecBuilder extras(List<Extra> value) {
        extras = value;
        return this;
    }

    /** Whose ways of computing it these are. */
    public FeatureSpecBuilder convention(Convention value) {
        convention = value;
        return this;
    }

    /** Whether coefficient 0 is the frame's energy; see {@link Convention}. */
    public FeatureSpecBuilder energy(boolean value) {
        return convention(convention.withEnergy(value));
    }

    /**
     * The spec.
     *
     * @throws IllegalArgumentException if a value is outside its range, with one line that names it
     */
    public FeatureSpec build() {
        int transform =
                fftSize == null
                        ? FeatureSpec.nextPowerOfTwo(
                                FeatureSpec.windowSamples(convention, sampleRateHz, 0))
                        : fftSize;
        return new FeatureSpec(
                profile,
                sampleRateHz,
                transform,
                hopSamples == null ? (int) (sampleRateHz * 0.001 * hopMs) : hopSamples,
                window,
                melBands,
                coefficients,
                fminHz,
                fmaxHz == null ? sampleRateHz / 2.0 : fmaxHz,
                melScale,
                melNorm,
                dctType,
                lifter,
                topDb,
                center,
                pitch,
                extras,
                convention);
    }
}
