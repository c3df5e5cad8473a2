// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.features;

import java.io.IOException;
import java.util.List;
import org.jtransforms.utils.CommonUtils;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/**
 * Samples into features, one clip after another. Not thread-safe: one a thread.
 *
 * <p>The frames depend on the samples alone, to the bit, not on the sizes of the blocks in which
 * the reader gives them.
 */
public final class FeatureExtractor {

    static {
        // One frame is too little work to share; files are what runs in parallel.
        CommonUtils.setThreadsBeginN_1D_FFT_2Threads(Long.MAX_VALUE);
        CommonUtils.setThreadsBeginN_1D_FFT_4Threads(Long.MAX_VALUE);
    }

    private final FeatureSpec spec;
    private final PowerSpectrum spectrum;
    private final MelFilterbank bank;
    private final Cepstrum cepstrum;

    /** An extractor for clips at the spec's sample rate. */
    public FeatureExtractor(FeatureSpec spec) {
        this.spec = spec;
        this.spectrum = new PowerSpectrum(spec.window(), spec.fftSize());
        this.bank = new MelFilterbank(spec);
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
        FrameBuffer mel = new FrameBuffer(spec.melBands());
        frames(
                source,
                window -> {
                    int offset = mel.next();
                    analyse(window, mel.values(), offset);
                });
        FrameMatrix melMatrix = mel.toMatrix();
        return new Features(spec, cepstra(melMatrix), melMatrix);
    }

    /**
     * The frames of a stream, each as soon as its samples are there; flat in memory.
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
        float[] mel = new float[spec.melBands()];
        float[] mfcc = new float[spec.coefficients()];
        frames(
                source,
                window -> {
                    analyse(window, mel, 0);
                    cepstrum.apply(mel, 0, Double.NEGATIVE_INFINITY, mfcc, 0);
                    sink.frame(mel, mfcc);
                });
    }

    private void analyse(float[] window, float[] mel, int offset) throws AudioFormatException {
        bank.apply(spectrum.of(window), mel, offset);
        for (int b = 0; b < spec.melBands(); b++) {
            if (!Float.isFinite(mel[offset + b])) {
                throw new AudioFormatException(
                        "samples as large as "
                                + loudest(window)
                                + " are beyond any level: sounds lie in -1..1");
            }
        }
    }

    private static float loudest(float[] window) {
        float peak = 0;
        for (float sample : window) {
            peak = Math.max(peak, Math.abs(sample));
        }
        return peak;
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
                            + spec.fftSize()
                            + ": center the frames or use a shorter FFT");
        }
    }

    private FrameMatrix cepstra(FrameMatrix mel) {
        double lowest = Double.NEGATIVE_INFINITY;
        if (spec.topDb() != null) {
            float loudest = 0;
            for (float cell : mel.values()) {
                loudest = Math.max(loudest, cell);
            }
            lowest = Cepstrum.decibels(loudest) - spec.topDb();
        }
        int dims = spec.coefficients();
        float[] mfcc = new float[Math.multiplyExact(mel.frames(), dims)];
        for (int t = 0; t < mel.frames(); t++) {
            cepstrum.apply(mel.values(), t * mel.dims(), lowest, mfcc, t * dims);
        }
        return new FrameMatrix(mfcc, mel.frames(), dims);
    }
}
