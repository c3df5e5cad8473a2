// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;

/**
 * Recordings that {@link Mosaic} takes its grains from, and what their frames are like. Immutable:
 * one serves any number of mosaics at a time. Holds the samples and about as many bytes again: two
 * minutes at the texture profile are 40,000 frames and 25 MiB.
 */
public final class MosaicCorpus {

    private static final long MAX_SAMPLES = Integer.MAX_VALUE - 8;

    private final FeatureSpec spec;
    private final float[] samples;
    private final int frames;
    private final double lowestCell;
    private final int grainFrames;
    private final int marginFrames;
    private final GrainPoints points;
    // Whether a grain may begin at a frame: it ends with the same recording's last hop or before.
    private final boolean[] begins;

    private MosaicCorpus(FeatureSpec spec, List<AudioClip> clips) throws IOException {
        this.spec = spec;
        grainFrames = Math.max(1, spec.fftSize() / spec.hopSamples());
        marginFrames = (fadeSamples(spec) / 2 - 1) / spec.hopSamples() + 1;
        List<AudioClip> usable = longEnough(clips);
        List<FrameMatrix> vectors = new ArrayList<>();
        FeatureExtractor extractor = new FeatureExtractor(spec);
        long total = 0;
        double loudestCell = 0;
        for (AudioClip clip : usable) {
            Features features = extractor.extract(clip.reader());
            vectors.add(features.vectors());
            for (float cell : features.mel().values()) {
                loudestCell = Math.max(loudestCell, cell);
            }
            total += frames(clip) + 2L * marginFrames;
        }
        if (total * spec.hopSamples() > MAX_SAMPLES) {
            throw new AudioFormatException(
                    "the corpus has "
                            + total * spec.hopSamples()
                            + " samples, over "
                            + MAX_SAMPLES
                            + ": use less of it");
        }
        frames = (int) total;
        lowestCell = spec.lowestCell(loudestCell);
        samples = new float[frames * spec.hopSamples()];
        points = new GrainPoints(spec, frames);
        begins = new boolean[frames];
        int at = 0;
        for (int i = 0; i < usable.size(); i++) {
            int count = frames(usable.get(i));
            addSamples(usable.get(i).samples(), at, count + 2 * marginFrames);
            addPoints(vectors.get(i), at, count);
            at += count + 2 * marginFrames;
        }
        points.normalise();
    }

    /** Those that hold a grain. */
    private List<AudioClip> longEnough(List<AudioClip> clips) throws AudioFormatException {
        List<AudioClip> usable = new ArrayList<>();
        for (AudioClip clip : clips) {
            if (clip.sampleRateHz() != spec.sampleRateHz()) {
                throw new AudioFormatException(
                        "a sound of the corpus is at "
                                + clip.sampleRateHz()
                                + " Hz, the features at "
                                + spec.sampleRateHz()
                                + ": convert it first");
            }
            boolean whole = clip.samples().length >= grainFrames * (long) spec.hopSamples();
            if (whole && frames(clip) >= grainFrames) {
                usable.add(clip);
            }
        }
        if (usable.isEmpty()) {
            throw new AudioFormatException(
                    "no sound of the corpus is as long as a grain of "
                            + (long) grainFrames * spec.hopSamples()
                            + " samples: use a longer one");
        }
        return usable;
    }

    /** Frames that begin within a recording and have a vector. */
    private int frames(AudioClip clip) {
        int length = clip.samples().length;
        int hops = (int) (((long) length + spec.hopSamples() - 1) / spec.hopSamples());
        return (int) Math.min(hops, spec.frames(length));
    }

    /** A recording between its margins, which are the recording backwards. */
    private void addSamples(float[] recording, int atFrame, int count) {
        int hop = spec.hopSamples();
        int period = 2 * recording.length;
        for (int i = 0; i < count * hop; i++) {
            int from = Math.floorMod(i - marginFrames * hop, period);
            samples[atFrame * hop + i] = recording[Math.min(from, period - 1 - from)];
        }
    }

    private void addPoints(FrameMatrix vectors, int atFrame, int count) {
        for (int t = -marginFrames; t < count + marginFrames; t++) {
            int within = Math.max(0, Math.min(count - 1, t));
            int at = atFrame + marginFrames + t;
            points.set(at, vectors.values(), within * vectors.dims());
            begins[at] = t >= 0 && t + grainFrames <= count;
        }
    }

    /**
     * One recording.
     *
     * @param clip at the spec's rate, at least a grain long
     * @throws AudioFormatException if it is at another rate or too short
     */
    public static MosaicCorpus of(AudioClip clip, FeatureSpec spec) throws IOException {
        return of(List.of(clip), spec);
    }

    /**
     * Several recordings: no grain reaches from one into another.
     *
     * @param clips at the spec's rate, at least one of them a grain long; shorter ones are left out
     * @param spec of the frames that a mosaic is to render
     * @throws AudioFormatException if one is at another rate, all are too short, or together they
     *     are longer than an array
     */
    public static MosaicCorpus of(List<AudioClip> clips, FeatureSpec spec) throws IOException {
        return new MosaicCorpus(spec, clips);
    }

    /** What its frames are. */
    public FeatureSpec spec() {
        return spec;
    }

    /** How many frames it has. */
    public int frames() {
        return frames;
    }

    /** The least that a mel cell counts as. */
    double lowestCell() {
        return lowestCell;
    }

    /** Frames of a grain: one window of them. */
    int grainFrames() {
        return grainFrames;
    }

    /** Samples over which one grain of a spec's turns into the next: half a window. */
    static int fadeSamples(FeatureSpec spec) {
        return Math.max(2, spec.fftSize() / 4 * 2);
    }

    /** Dimensions of a point. */
    int dims() {
        return points.rows().length;
    }

    /** Where its frames lie, [dims][frames]. */
    float[][] points() {
        return points.rows();
    }

    /** Whether a grain may begin at that frame. */
    boolean begins(int frame) {
        return begins[frame];
    }

    /** Samples of all recordings and of what is faded over beside them, frames times hop. */
    float[] samples() {
        return samples;
    }

    /**
     * Where a frame lies among the corpus's.
     *
     * @param vector [vectorSize] from {@code offset}
     * @param point written, [dims]
     */
    void point(float[] vector, int offset, float[] point) {
        points.of(vector, offset, point);
    }
}
