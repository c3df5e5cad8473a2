// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;
import org.timbrel.audio.pitch.PitchTracker;

/**
 * Samples into features, one clip after another. Not thread-safe: one a thread.
 *
 * <p>The frames depend on the samples alone, to the bit, not on the sizes of the blocks in which
 * the reader gives them.
 */
public final class FeatureExtractor {

    // Enough frames at once for loops over them to pay, few enough for the cache.
    private static final int BATCH_SAMPLES = 1 << 16;
    private static final int MIN_BATCH = 8;
    private static final int MAX_BATCH = 128;

    private final FeatureSpec spec;
    private final FrameBatch batch;
    private final BatchSpectrum spectrum;
    private final MelFilterbank bank;
    private final double[] bandSums;
    private final Cepstrum cepstrum;

    /** An extractor for clips at the spec's sample rate. */
    public FeatureExtractor(FeatureSpec spec) {
        this.spec = spec;
        int frames = Math.max(MIN_BATCH, Math.min(MAX_BATCH, BATCH_SAMPLES / spec.fftSize()));
        this.batch = new FrameBatch(spec, frames);
        this.spectrum = BatchSpectrum.of(spec, frames);
        this.bank = new MelFilterbank(spec);
        this.bandSums = new double[frames];
        this.cepstrum = new Cepstrum(spec);
    }

    /** The spec. */
    public FeatureSpec spec() {
        return spec;
    }

    /** What is doubtful about the spec, a line each; empty when nothing is. */
    public List<String> warnings() {
        int empty = bank.emptyBands();
        return empty == 0
                ? List.of()
                : List.of(
                        empty
                                + " of "
                                + bank.bands()
                                + " mel bands hold no FFT bin and stay at the floor:"
                                + " use fewer mel bands or a longer FFT");
    }

    /**
     * The features of a whole clip, held in memory.
     *
     * @param source read to its end, not closed
     * @throws AudioFormatException if it is at another rate, empty, or shorter than one frame
     * @throws IOException if it cannot be read
     */
    public Features extract(SampleReader source) throws IOException {
        if (spec.pitch() == null && spec.extras().isEmpty()) {
            return extractCoefficients(source);
        }
        FeatureCollector measured = new FeatureCollector(spec);
        measure(source, measured);
        FeatureCollector finished = new FeatureCollector(spec);
        double lowest = spec.lowestCell(measured.loudest());
        CoefficientStage stage = new CoefficientStage(spec, lowest, finished, cepstrum);
        measured.replay(stage);
        stage.finish();
        return finished.features();
    }

    /** Whole batches and the whole clip at once, which is faster than frame by frame. */
    private Features extractCoefficients(SampleReader source) throws IOException {
        FrameBuffer mel = new FrameBuffer(spec.melBands());
        List<double[]> energies = new ArrayList<>();
        batch.clear();
        frames(
                source,
                (window, nextAtHand) -> {
                    batch.add(window);
                    if (batch.isFull()) {
                        analyse(mel, energies);
                    }
                });
        analyse(mel, energies);
        FrameMatrix melMatrix = mel.toMatrix();
        return new Features(spec, cepstra(melMatrix, energies), melMatrix);
    }

    /**
     * The frames of a stream, each as soon as the samples that it needs are there; flat in memory.
     * Those are the samples under its window. With pitch, what {@link PitchTracker} needs after the
     * window's middle if that is more: {@value PitchTracker#LOOKAHEAD} hops and, by the rate, 1.6
     * to 2.8 periods of the lowest pitch, 14 ms at least. Deltas need four frames more (eight at
     * the start).
     *
     * @param source read to its end, not closed
     * @throws IllegalStateException if the spec's topDb is on: it needs the whole clip
     * @throws AudioFormatException if it is at another rate, empty, or shorter than one frame
     * @throws IOException if the source cannot be read, or from the sink
     */
    public void stream(SampleReader source, FrameSink sink) throws IOException {
        if (spec.topDb() != null) {
            throw new IllegalStateException(
                    "topDb " + spec.topDb() + " needs the whole clip: a stream needs topDb off");
        }
        CoefficientStage stage = new CoefficientStage(spec, spec.lowestCell(0), sink, cepstrum);
        measure(source, stage, stage::flush);
        stage.finish();
    }

    /**
     * The first half of an extraction, flat in memory whatever the spec: frames whose coefficients
     * (but for one that is an energy) and deltas are not set yet. {@link CoefficientStage} sets
     * them, with topDb once the loudest mel cell of all frames is known.
     *
     * @param source read to its end, not closed
     * @throws AudioFormatException if it is at another rate, empty, or shorter than one frame
     * @throws IOException if the source cannot be read, or from the sink
     */
    public void measure(SampleReader source, FrameSink sink) throws IOException {
        measure(source, sink, () -> {});
    }

    /** What is done before the source is asked for more. */
    private interface Pause {
        void pause() throws IOException;
    }

    private void measure(SampleReader source, FrameSink sink, Pause pause) throws IOException {
        FrameMeasurer measurer = new FrameMeasurer(spec, sink);
        float[] mels = new float[batch.capacity() * spec.melBands()];
        float[] energies = new float[batch.capacity() * spec.coefficients()];
        batch.clear();
        frames(
                source,
                (window, nextAtHand) -> {
                    batch.add(window);
                    if (nextAtHand && !batch.isFull()) {
                        return;
                    }
                    double[][] bins = spectrum.of(batch);
                    bank.apply(bins, batch.frames(), bandSums, mels);
                    cepstrum.setEnergies(spectrum.energies(), batch.frames(), energies);
                    for (int t = 0; t < batch.frames(); t++) {
                        requireLevels(mels, t);
                        measurer.add(batch, t, bins, mels, energies[t * spec.coefficients()]);
                    }
                    batch.clear();
                    pause.pause();
                });
        measurer.end();
    }

    /** The mel cells of the frames at hand, and their energies. */
    private void analyse(FrameBuffer mel, List<double[]> energies) throws AudioFormatException {
        float[] cells = mel.next(batch.frames());
        bank.apply(spectrum.of(batch), batch.frames(), bandSums, cells);
        if (spec.convention().energy()) {
            energies.add(Arrays.copyOf(spectrum.energies(), batch.frames()));
        }
        for (int t = 0; t < batch.frames(); t++) {
            requireLevels(cells, t);
        }
        batch.clear();
    }

    /** Refuses frame {@code t} of the batch if one of its mel powers overflows. */
    private void requireLevels(float[] mel, int t) throws AudioFormatException {
        for (int i = t * spec.melBands(); i < (t + 1) * spec.melBands(); i++) {
            if (!Float.isFinite(mel[i])) {
                throw new AudioFormatException(
                        "samples as large as "
                                + batch.peak(t)
                                + " are beyond any level: sounds lie in -1..1");
            }
        }
    }

    private void frames(SampleReader source, Framing.WindowSink sink) throws IOException {
        if (source.sampleRateHz() != spec.sampleRateHz()) {
            throw new AudioFormatException(
                    "the sound is at "
                            + source.sampleRateHz()
                            + " Hz, the features need "
                            + spec.sampleRateHz()
                            + " Hz: resample it");
        }
        long samples = Framing.run(source, spec, sink);
        if (samples == 0) {
            throw new AudioFormatException("no sound: 0 samples");
        }
        if (spec.frames(samples) == 0) {
            throw new AudioFormatException(
                    samples
                            + " samples are fewer than one window of "
                            + spec.windowSamples()
                            + ": center the frames or use a shorter FFT");
        }
    }

    private FrameMatrix cepstra(FrameMatrix mel, List<double[]> energies) {
        float loudest = 0;
        for (float cell : mel.values()) {
            loudest = Math.max(loudest, cell);
        }
        int dims = spec.coefficients();
        float[] mfcc = new float[Math.multiplyExact(mel.frames(), dims)];
        cepstrum.apply(mel.values(), mel.frames(), spec.lowestCell(loudest), mfcc);
        double[] joined = energies.stream().flatMapToDouble(Arrays::stream).toArray();
        cepstrum.setEnergies(joined, mel.frames(), mfcc);
        return new FrameMatrix(mfcc, mel.frames(), dims);
    }
}
