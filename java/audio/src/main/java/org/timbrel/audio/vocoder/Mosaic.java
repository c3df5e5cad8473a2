// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.util.Arrays;
import org.timbrel.audio.features.FeatureSpec;

/**
 * Real sound instead of a model of it: for every stretch of frames the grain of a corpus that is
 * nearest, chosen so that grains go on where the last one ended whenever that is nearly as good
 * (concatenative synthesis, Schwarz 2007), faded into one another and brought to the frames' levels
 * band by band. Nothing in it is random.
 *
 * <p>A grain is one window long and decided 24 grains late, a quarter of a second at the texture
 * profile: it streams, but is made for files. Beyond the corpus, memory is flat.
 */
public final class Mosaic implements Vocoder {

    private final FeatureSpec spec;
    private final StreamEnd stream = new StreamEnd();
    private final int pad;
    private final int delayFrames;
    private final CepstrumInverse cepstrum;
    private final GrainPath path;
    private final GrainSound grains;
    private final MelTarget target;
    private final GrainLevels levels;
    private final OverlapAdd overlap;
    // The frames whose sound has not come out yet, as a ring.
    private final double[][] melDb;
    private final MosaicCorpus corpus;
    private final float[][] points;
    private final double[] frame;
    private int gathered;

    /**
     * @param spec what the frames are
     * @param corpus of frames of the same spec
     * @throws IllegalArgumentException if the corpus's frames are others, or frames of the spec
     *     cannot be made into sound
     */
    public Mosaic(FeatureSpec spec, MosaicCorpus corpus) {
        if (!corpus.spec().equals(spec)) {
            throw new IllegalArgumentException(
                    "the corpus was analysed otherwise than the frames: give both the same spec");
        }
        this.spec = spec;
        this.corpus = corpus;
        int size = spec.fftSize();
        int hop = spec.hopSamples();
        pad = OverlapAdd.pad(spec);
        double[] window = OverlapAdd.window(spec);
        cepstrum = new CepstrumInverse(spec);
        path = new GrainPath(corpus);
        grains = new GrainSound(corpus);
        int grain = corpus.grainFrames();
        int windowFrames = (size - pad + grains.fadeSamples() / 2 + hop - 1) / hop;
        delayFrames = GrainPath.LAG * grain - 2 + windowFrames;
        target = new MelTarget(new MelBands(spec));
        levels = new GrainLevels(spec, window, corpus.lowestCell());
        overlap = new OverlapAdd(window, new int[1], hop, -pad, size);
        melDb = new double[delayFrames + 1][spec.melBands()];
        points = new float[grain][corpus.dims()];
        frame = new double[size];
    }

    @Override
    public FeatureSpec spec() {
        return spec;
    }

    @Override
    public int latencySamples() {
        return delayFrames * spec.hopSamples() + pad;
    }

    @Override
    public int tailSamples() {
        return (delayFrames - 1) * spec.hopSamples() + spec.fftSize();
    }

    @Override
    public void process(float[] vector, int offset, float[] out, int outOffset) {
        stream.requireOpen();
        long t = cepstrum.frames();
        cepstrum.apply(vector, offset, melDb[(int) (t % melDb.length)]);
        corpus.point(vector, offset, points[gathered++]);
        if (gathered == points.length) {
            step();
        }
        sound(t - delayFrames, out, outOffset);
    }

    /** Hands the gathered frames on, and sounds the oldest grain where it must be decided. */
    private void step() {
        gathered = 0;
        path.push(points);
        if (path.full()) {
            grains.add(path.take());
        }
    }

    /** A frame of grains at its levels, and the next hop. */
    private void sound(long t, float[] out, int outOffset) {
        int hop = spec.hopSamples();
        if (t < 0) {
            Arrays.fill(out, outOffset, outOffset + hop, 0);
            return;
        }
        long time = t * hop - pad;
        double[] wanted = melDb[(int) (t % melDb.length)];
        target.set(wanted);
        if (target.silent()) {
            overlap.addSilence(time);
        } else {
            grains.read(time, frame);
            levels.apply(frame, wanted);
            overlap.add(time, frame);
        }
        overlap.take(out, outOffset, hop);
    }

    @Override
    public void flush(float[] out, int outOffset) {
        stream.end();
        long frames = cepstrum.frames();
        int hop = spec.hopSamples();
        if (frames > 0) {
            end((frames - 1) * hop - pad + spec.fftSize());
        }
        int at = outOffset;
        for (long t = frames - delayFrames; t < frames; t++) {
            sound(t, out, at);
            at += hop;
        }
        overlap.take(out, at, spec.fftSize() - hop);
    }

    /** Grains up to that time, the last frame going on. */
    private void end(long time) {
        int last = (gathered + points.length - 1) % points.length;
        float[] lastPoint = points[last].clone();
        while (grains.end() + (long) path.waiting() * points.length * spec.hopSamples() < time) {
            while (gathered < points.length) {
                System.arraycopy(lastPoint, 0, points[gathered++], 0, lastPoint.length);
            }
            step();
        }
        while (!path.empty()) {
            grains.add(path.take());
        }
    }
}
