// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.timbrel.audio.fourier.WindowShape;
import org.timbrel.audio.pitch.PitchFrame;
import org.timbrel.audio.pitch.PitchRange;

/**
 * How samples become frames, whole: with it, a frame can be made again and inverted.
 *
 * <p>In librosa's convention, frame t is the window over samples t·hop to t·hop + fftSize, zeros
 * beyond the ends. Its power spectrum goes through the mel bank; 10 log10(max(power, {@value
 * #POWER_FLOOR})) in dB, not below the clip's maximum less {@code topDb}; then an orthonormal DCT
 * over the bands, of which the first {@code coefficients} are kept and multiplied by 1 + (L/2)
 * sin(π(n+1)/L), L the lifter. {@link Convention} says what others do in another way.
 *
 * @param profile whose defaults these were
 * @param sampleRateHz samples a second, 1000 to 384000
 * @param fftSize transform length in samples, and the window's where the convention sets none;
 *     even, 16 to 65536
 * @param hopSamples samples between frames, 1 to the window's length
 * @param window analysis window
 * @param melBands filters, 1 to fftSize / 2 + 1
 * @param coefficients cepstral coefficients kept, 1 to melBands
 * @param fminHz lower edge of the first filter, at least 0
 * @param fmaxHz upper edge of the last filter, over fminHz, at most half the rate
 * @param melScale spacing of the filters
 * @param melNorm scaling of the filters
 * @param dctType 2 or 3
 * @param lifter L, 0 for none
 * @param topDb range kept under the clip's loudest cell in dB, over 0; null for the fixed floor
 *     alone, which is what a stream needs
 * @param center whether frame t is centred on sample t·hop, the clip padded at both ends; if not,
 *     the first frame begins with the clip and the last ends within it
 * @param pitch where a fundamental is looked for, its values following the coefficients in every
 *     vector; null for none
 * @param extras what else is measured of every frame, each once, in this order
 * @param convention whose ways of computing it these are
 */
public record FeatureSpec(
        Profile profile,
        int sampleRateHz,
        int fftSize,
        int hopSamples,
        WindowShape window,
        int melBands,
        int coefficients,
        double fminHz,
        double fmaxHz,
        MelScale melScale,
        MelNorm melNorm,
        int dctType,
        int lifter,
        Double topDb,
        boolean center,
        PitchRange pitch,
        List<Extra> extras,
        Convention convention) {

    /** Power under which a mel cell counts as silence: librosa's amin, -100 dB. */
    public static final double POWER_FLOOR = 1e-10;

    private static final int LONGEST_FFT = 65_536;

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException with the value, the limit and what it depends on
     */
    public FeatureSpec {
        requireSet("profile", profile);
        requireSet("window", window);
        requireSet("melScale", melScale);
        requireSet("melNorm", melNorm);
        requireSet("extras", extras);
        requireSet("convention", convention);
        within("sampleRateHz", sampleRateHz, 1000, 384_000, "");
        int windowSamples = windowSamples(convention, sampleRateHz, fftSize);
        require(
                convention.windowMs() == null
                        || (windowSamples >= 2 && windowSamples <= LONGEST_FFT),
                "windowMs "
                        + convention.windowMs()
                        + " is "
                        + windowSamples
                        + " samples at "
                        + sampleRateHz
                        + " Hz, outside 2.."
                        + LONGEST_FFT);
        within("fftSize", fftSize, 16, LONGEST_FFT, "");
        require(fftSize % 2 == 0, "fftSize " + fftSize + " is odd: use an even one");
        require(
                windowSamples <= fftSize,
                "fftSize "
                        + fftSize
                        + " is not enough for a window of "
                        + windowSamples
                        + " samples: use "
                        + nextPowerOfTwo(windowSamples));
        within("hopSamples", hopSamples, 1, windowSamples, lengthName(convention));
        within("melBands", melBands, 1, fftSize / 2 + 1, "fftSize / 2 + 1");
        within("coefficients", coefficients, 1, melBands, "melBands");
        within("lifter", lifter, 0, 1_000_000, "");
        require(dctType == 2 || dctType == 3, "dctType " + dctType + " is not 2 or 3");
        require(
                fmaxHz > 0 && fmaxHz <= sampleRateHz / 2.0,
                "fmaxHz " + fmaxHz + " is outside 0.." + sampleRateHz / 2.0 + " (half the rate)");
        require(
                fminHz >= 0 && fminHz < fmaxHz,
                "fminHz " + fminHz + " is outside 0.." + fmaxHz + " (fmaxHz)");
        require(
                topDb == null || (topDb > 0 && Double.isFinite(topDb)),
                "topDb " + topDb + " is not over 0: give decibels, or off");
        require(
                pitch == null || pitch.maxHz() <= sampleRateHz / 4.0,
                "highest pitch "
                        + (pitch == null ? 0 : pitch.maxHz())
                        + " Hz is over "
                        + sampleRateHz / 4.0
                        + " (a quarter of the rate)");
        require(
                extras.stream().allMatch(Objects::nonNull),
                "extras " + extras + " name none: leave it out");
        extras = List.copyOf(extras);
        require(
                extras.isEmpty() || EnumSet.copyOf(extras).size() == extras.size(),
                "extras "
                        + extras.stream().map(Extra::label).toList()
                        + " name one twice: leave it out");
    }

    private static String lengthName(Convention convention) {
        return convention.windowMs() == null ? "fftSize" : "the window's length";
    }

    static int windowSamples(Convention convention, int sampleRateHz, int fftSize) {
        // As Kaldi rounds: samples a millisecond first, then down.
        return convention.windowMs() == null
                ? fftSize
                : (int) (sampleRateHz * 0.001 * convention.windowMs());
    }

    static int nextPowerOfTwo(int n) {
        return n <= 16 ? 16 : Integer.highestOneBit(n - 1) << 1;
    }

    private static void within(String name, int value, int low, int high, String why) {
        require(
                value >= low && value <= high,
                name
                        + " "
                        + value
                        + " is outside "
                        + low
                        + ".."
                        + (why.isEmpty() ? "" + high : why + " (" + high + ")"));
    }

    static void requireSet(String name, Object value) {
        require(value != null, name + " is null: it needs a value");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Values that a frame is made again from: coefficients, then pitch if there is one. */
    public int vectorSize() {
        return coefficients + (pitch == null ? 0 : PitchFrame.SIZE);
    }

    /** Values of all extras of a frame. */
    public int extrasSize() {
        return extras.stream().mapToInt(extra -> extra.size(this)).sum();
    }

    /** Samples under a frame's window, 2 to fftSize. */
    public int windowSamples() {
        return windowSamples(convention, sampleRateHz, fftSize);
    }

    /** The analysis window, [windowSamples]. */
    public double[] analysisWindow() {
        return window.samples(windowSamples(), convention.symmetricWindow());
    }

    /** How many samples before sample 0 the first frame's window begins, at least 0. */
    public int leadSamples() {
        if (!center) {
            return 0;
        }
        return convention.padding() == Convention.Padding.MIRROR
                ? windowSamples() / 2 - hopSamples / 2
                : windowSamples() / 2;
    }

    /**
     * The least that a mel cell counts as.
     *
     * @param loudest the clip's loudest cell; of no effect without topDb
     */
    public double lowestCell(double loudest) {
        if (topDb == null) {
            return convention.floor();
        }
        double decade = convention.magnitude() ? 20 : 10;
        return Math.max(convention.floor(), loudest * Math.pow(10, -topDb / decade));
    }

    /** Frames a second. */
    public double framesPerSecond() {
        return (double) sampleRateHz / hopSamples;
    }

    /**
     * How many frames a clip has: those whose window lies within it, padding included.
     *
     * @param samples length of the clip, at least 0
     */
    public long frames(long samples) {
        if (center && convention.padding() == Convention.Padding.MIRROR) {
            return (samples + hopSamples / 2) / hopSamples;
        }
        long last = center ? samples : samples - windowSamples();
        return last < 0 ? 0 : 1 + last / hopSamples;
    }
}
