// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.jtransforms.fft.DoubleFFT_1D;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.fourier.FourierTransform;

/**
 * Magnitudes from the frames' mel spectra, phases from the magnitudes: for sound with pitch and
 * attacks. Columns are put between frames where windows overlap by less than seven eighths.
 *
 * <p>The latency is half a window for centred specs, 0 for others, and a hop more with look-ahead
 * or less one column without.
 */
public final class PhaseVocoder implements Vocoder {

    private static final double QUIETEST = 1e-30;

    private final FeatureSpec spec;
    private final StreamEnd stream = new StreamEnd();
    private final int pad;
    private final boolean lookAhead;
    private final SubFrames subFrames;
    private final CepstrumInverse cepstrum;
    private final MelTarget target;
    private final MelToMagnitude magnitudes;
    private final LevelKeeper levels;
    private final DeEmphasis deEmphasis;
    private final PhaseGradient gradient;
    private final ColumnPhases phases;
    private final DoubleFFT_1D fft;
    private final OverlapAdd overlap;
    private double[] frameDb;
    private double[] lastFrameDb;
    private final double[] columnDb;
    // The newest column, the one before, the one before that: swapped, not copied.
    private Column newest;
    private Column middle;
    private Column oldest;
    private final float[] slope;
    private final double[] frame;
    private long columns;

    /** One column of the STFT. */
    private static final class Column {
        final double[] magnitude;
        final float[] log;
        final float[] turn;
        long time;

        Column(int bins) {
            magnitude = new double[bins];
            log = new float[bins];
            turn = new float[bins];
        }
    }

    /** With one column of look-ahead. */
    public PhaseVocoder(FeatureSpec spec, long seed) {
        this(spec, seed, true);
    }

    /**
     * @param spec what the frames are
     * @param seed of the phases of cells too quiet to matter
     * @param lookAhead whether a column waits for the next one, so that attacks are known from both
     *     sides
     * @throws IllegalArgumentException if frames of that spec cannot be made into sound
     */
    public PhaseVocoder(FeatureSpec spec, long seed, boolean lookAhead) {
        this.spec = spec;
        this.lookAhead = lookAhead;
        int size = spec.fftSize();
        pad = OverlapAdd.pad(spec);
        subFrames = new SubFrames(spec);
        cepstrum = new CepstrumInverse(spec);
        MelBands bands = new MelBands(spec);
        target = new MelTarget(bands);
        magnitudes = new MelToMagnitude(bands, MelToMagnitude.FEW_ROUNDS);
        gradient = new PhaseGradient(spec);
        phases = new ColumnPhases(bands.bins(), seed);
        fft = FourierTransform.of(size);
        double[] window = OverlapAdd.window(spec);
        deEmphasis = new DeEmphasis(spec);
        levels = new LevelKeeper(spec, bands, window, latencySamples() - pad);
        overlap =
                new OverlapAdd(
                        window,
                        subFrames.offsets(),
                        spec.hopSamples(),
                        -latencySamples(),
                        size + 2 * spec.hopSamples());
        frameDb = new double[spec.melBands()];
        lastFrameDb = new double[spec.melBands()];
        columnDb = new double[spec.melBands()];
        newest = new Column(bands.bins());
        middle = new Column(bands.bins());
        oldest = new Column(bands.bins());
        slope = new float[bands.bins()];
        frame = new double[size];
    }

    @Override
    public FeatureSpec spec() {
        return spec;
    }

    @Override
    public int latencySamples() {
        return pad + spec.hopSamples() - (lookAhead ? 0 : subFrames.offset(1));
    }

    @Override
    public int tailSamples() {
        return spec.fftSize() - pad - spec.hopSamples() + latencySamples();
    }

    @Override
    public void process(float[] mfcc, int offset, float[] out, int outOffset) {
        stream.requireOpen();
        long time = cepstrum.frames() * spec.hopSamples() - pad;
        double[] swap = lastFrameDb;
        lastFrameDb = frameDb;
        frameDb = swap;
        try {
            cepstrum.apply(mfcc, offset, frameDb);
        } catch (IllegalArgumentException e) {
            frameDb = lastFrameDb;
            lastFrameDb = swap;
            throw e;
        }
        if (time > -pad) {
            for (int i = 1; i < subFrames.count(); i++) {
                subFrames.between(lastFrameDb, frameDb, i, columnDb);
                target.set(columnDb);
                levels.correct(target.power());
                column(time - spec.hopSamples() + subFrames.offset(i));
            }
        }
        target.set(frameDb);
        levels.keep(target.power());
        column(time);
        overlap.take(out, outOffset, spec.hopSamples());
        levels.listen(out, outOffset);
        deEmphasis.apply(out, outOffset, spec.hopSamples());
    }

    private void column(long time) {
        Column reused = oldest;
        oldest = middle;
        middle = newest;
        newest = reused;
        newest.time = time;
        magnitudes.apply(target, newest.magnitude);
        for (int m = 0; m < newest.log.length; m++) {
            newest.log[m] = (float) Math.log(newest.magnitude[m] + QUIETEST);
        }
        gradient.overTime(newest.log, 0, newest.turn, 0);
        columns++;
        if (!lookAhead) {
            sound(newest, middle, middle, newest);
        } else if (columns > 1) {
            sound(middle, oldest, oldest, newest);
        }
    }

    /** Adds a column; {@code from} and {@code to} are what its change over time is seen between. */
    private void sound(Column column, Column earlier, Column from, Column to) {
        boolean first = column.time == -pad;
        Column begin = first ? column : from;
        int between = Math.toIntExact(to.time - begin.time);
        if (between > 0) {
            gradient.overFrequency(begin.log, 0, to.log, 0, between, slope, 0);
        } else {
            Arrays.fill(slope, 0);
        }
        int step = first ? 0 : Math.toIntExact(column.time - earlier.time);
        double[] phase =
                phases.next(
                        earlier.magnitude,
                        column.magnitude,
                        earlier.turn,
                        column.turn,
                        slope,
                        step);
        spectrum(column.magnitude, phase);
        fft.realInverse(frame, true);
        overlap.add(column.time, frame);
    }

    private void spectrum(double[] magnitude, double[] phase) {
        int nyquist = frame.length / 2;
        // Phases count from the window's middle, the transform from its start: half a window is
        // half a turn a bin.
        for (int m = 1; m < nyquist; m++) {
            double s = (m & 1) == 0 ? magnitude[m] : -magnitude[m];
            frame[2 * m] = s * TurnTable.cosine(phase[m]);
            frame[2 * m + 1] = s * TurnTable.sine(phase[m]);
        }
        frame[0] = magnitude[0] * TurnTable.cosine(phase[0]);
        frame[1] =
                ((nyquist & 1) == 0 ? magnitude[nyquist] : -magnitude[nyquist])
                        * TurnTable.cosine(phase[nyquist]);
    }

    @Override
    public void flush(float[] out, int outOffset) {
        stream.end();
        if (lookAhead && columns > 0) {
            // The last column sees its change from behind only.
            sound(newest, middle, middle, newest);
        }
        overlap.take(out, outOffset, tailSamples());
        deEmphasis.apply(out, outOffset, tailSamples());
    }
}
