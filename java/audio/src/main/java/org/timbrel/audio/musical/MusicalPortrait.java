// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.musical;

import java.io.IOException;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Profile;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.metrics.MelBandLimits;

/**
 * What the musical measures need of a sound, taken in one pass over it. It holds about 2 kB a
 * second, 7 MB an hour; the samples are not kept. Any number of threads may use it.
 *
 * <p>Levels are those of 80 Slaney mel bands up to half the rate, in dB, with those more than 70 dB
 * under a full-scale sine lifted to that; windows of 0.04 to 0.08 s, by quarters.
 */
public final class MusicalPortrait {

    /** How a sound is looked at where its moments are compared with each other. */
    public enum View {
        /** Pitch classes: harmony and tune. */
        CHROMA,
        /** Levels of the mel bands, less each band's mean: instruments, register and loudness. */
        LEVELS
    }

    private static final int BANDS = 80;
    private static final double RANGE_DB = 70;
    private static final double WINDOW_SECONDS = 0.04;

    private final long samples;
    private final Chroma chroma;
    private final OnsetCurve onsets;
    private final LevelGaussian levels;
    // Levels of each half second less the mean of them all, [cells][bands].
    private final float[][] cells;

    private MusicalPortrait(
            long samples, Chroma chroma, OnsetCurve onsets, LevelGaussian levels, float[][] cells) {
        this.samples = samples;
        this.chroma = chroma;
        this.onsets = onsets;
        this.levels = levels;
        this.cells = cells;
    }

    /** Of a sound of at least one sample, at 1,000 to 384,000 Hz. */
    public static MusicalPortrait of(AudioClip clip) throws IOException {
        return of(clip.reader());
    }

    /**
     * As above.
     *
     * @param reader read to its end, not closed
     * @throws IOException if it has no sample, one that is not finite, or cannot be read
     */
    public static MusicalPortrait of(SampleReader reader) throws IOException {
        int rateHz = reader.sampleRateHz();
        int size = powerOfTwo(WINDOW_SECONDS * rateHz);
        FeatureSpec spec =
                Profile.LIBROSA
                        .builder()
                        .sampleRateHz(rateHz)
                        .fftSize(size)
                        .hopSamples(size / 4)
                        .melBands(Math.min(BANDS, size / 2 + 1))
                        .coefficients(1)
                        .topDb(null)
                        .build();
        MelBandLimits limits = MelBandLimits.of(spec, RANGE_DB);
        ChromaListener listener = new ChromaListener(reader);
        OnsetCurve.Listener onsets = new OnsetCurve.Listener(limits.bands());
        LevelGaussian.Listener levels = new LevelGaussian.Listener(limits.bands(), rateHz);
        LevelCells cells = new LevelCells(limits.bands(), spec.framesPerSecond());
        double[] frame = new double[limits.bands()];
        new FeatureExtractor(spec)
                .stream(
                        listener,
                        (vector, mel, extras) -> {
                            for (int b = 0; b < frame.length; b++) {
                                double power = Math.max(mel[limits.source(b)], limits.floor(b));
                                frame[b] = 10 * Math.log10(power / limits.floor(b));
                            }
                            onsets.add(frame);
                            levels.add(frame);
                            cells.add(frame);
                        });
        return new MusicalPortrait(
                listener.samples(),
                listener.chroma(),
                onsets.curve(spec.framesPerSecond()),
                levels.gaussian(),
                cells.centred(cells(listener.samples(), rateHz)));
    }

    /** Whole half seconds, at least one. */
    private static int cells(long samples, int rateHz) {
        double seconds = (double) samples / rateHz;
        return (int) Math.max(1, Math.floor(seconds / SelfSimilarity.CELL_SECONDS));
    }

    /** The least power of two that is not below a length, at least 16. */
    static int powerOfTwo(double samples) {
        int size = 16;
        while (size < samples) {
            size *= 2;
        }
        return size;
    }

    /** The rate of the sound, in Hz. */
    public int sampleRateHz() {
        return levels.sampleRateHz();
    }

    /** Length of the sound. */
    public double seconds() {
        return (double) samples / sampleRateHz();
    }

    /** Which pitch classes sound when. */
    public Chroma chroma() {
        return chroma;
    }

    /** When something begins. */
    public OnsetCurve onsets() {
        return onsets;
    }

    /** How the levels of its frames are spread. */
    public LevelGaussian levels() {
        return levels;
    }

    /** How near each moment of it is to each other. */
    public SelfSimilarity selfSimilarity(View view) {
        return new SelfSimilarity(
                view == View.CHROMA
                        ? chroma.cells(SelfSimilarity.CELL_SECONDS, cells.length)
                        : cells);
    }
}
