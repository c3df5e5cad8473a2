// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.List;
import org.timbrel.audio.features.FeatureExtractor;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.features.FrameMatrix;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.pitch.PitchFrame;

/**
 * Recordings that {@link Mosaic} takes its grains from, and what their frames are like. Immutable:
 * one serves any number of mosaics at a time. Holds the samples and about as many bytes again: two
 * minutes at the texture profile are 40,000 frames and 25 MiB.
 */
public final class MosaicCorpus {

    // The fine structure of a spectrum beyond these coefficients differs from frame to frame.
    private static final int MAX_COEFFICIENTS = 24;
    // Levels are brought about by gains, so they count for less.
    private static final double LEVEL_WEIGHT = 0.5;
    private static final double MIN_DEVIATION = 1e-3;

    private final FeatureSpec spec;
    private final float[] samples;
    private final int frames;
    private final double lowestCell;
    private final int grainFrames;
    private final int gapFrames;
    private final int coefficients;
    // Of the frames in all dimensions: the weights make distances comparable.
    private final double[] mean;
    private final double[] weight;
    // [dims][frames]: dimension, then frame, so that distances to all frames are one loop.
    private final float[][] points;
    // Whether a grain may begin at a frame: it ends within the same recording.
    private final boolean[] begins;

    private MosaicCorpus(FeatureSpec spec, List<AudioClip> clips) throws IOException {
        this.spec = spec;
        grainFrames = Math.max(1, spec.fftSize() / spec.hopSamples());
        gapFrames = (spec.fftSize() - 1) / spec.hopSamples() + 1;
        coefficients = Math.min(MAX_COEFFICIENTS, spec.coefficients());
        int dims = coefficients + (spec.pitch() == null ? 0 : 2);
        mean = new double[dims];
        weight = new double[dims];
        FrameMatrix[] vectors = new FrameMatrix[clips.size()];
        FeatureExtractor extractor = new FeatureExtractor(spec);
        int total = 0;
        double loudestCell = 0;
        int usable = 0;
        for (int i = 0; i < vectors.length; i++) {
            Features features = extractor.extract(clips.get(i).reader());
            vectors[i] = features.vectors();
            for (float cell : features.mel().values()) {
                loudestCell = Math.max(loudestCell, cell);
            }
            total = Math.addExact(total, whole(clips.get(i)) + gapFrames);
            usable += Math.max(0, whole(clips.get(i)) - grainFrames + 1);
        }
        if (usable == 0) {
            throw new AudioFormatException(
                    "no sound of the corpus is as long as a grain of "
                            + (long) grainFrames * spec.hopSamples()
                            + " samples: use a longer one");
        }
        frames = total;
        lowestCell = spec.lowestCell(loudestCell);
        // Zeros lie between recordings, where a grain that ends is faded out.
        samples = new float[Math.multiplyExact(total, spec.hopSamples())];
        points = new float[dims][total];
        begins = new boolean[total];
        float[] point = new float[dims];
        int at = 0;
        for (int i = 0; i < vectors.length; i++) {
            int count = whole(clips.get(i));
            System.arraycopy(
                    clips.get(i).samples(),
                    0,
                    samples,
                    at * spec.hopSamples(),
                    count * spec.hopSamples());
            for (int t = 0; t < count; t++) {
                read(vectors[i].values(), t * vectors[i].dims(), point);
                for (int d = 0; d < dims; d++) {
                    points[d][at + t] = point[d];
                }
                begins[at + t] = t + grainFrames <= count;
            }
            for (int t = count; t < count + gapFrames; t++) {
                for (int d = 0; d < dims; d++) {
                    points[d][at + t] = point[d];
                }
            }
            at += count + gapFrames;
        }
        normalise();
    }

    /** Frames that have a whole hop of samples and a vector. */
    private int whole(AudioClip clip) {
        long hops = clip.samples().length / spec.hopSamples();
        return (int) Math.min(hops, spec.frames(clip.samples().length));
    }

    /**
     * One recording.
     *
     * @param clip at the spec's rate, at least a window long
     * @throws AudioFormatException if it is at another rate or too short
     */
    public static MosaicCorpus of(AudioClip clip, FeatureSpec spec) throws IOException {
        return of(List.of(clip), spec);
    }

    /**
     * Several recordings: no grain reaches from one into another.
     *
     * @param clips at the spec's rate, at least one of them a window long
     * @param spec of the frames that a mosaic is to render
     * @throws AudioFormatException if one is at another rate or all are too short
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

    /** Dimensions of a point. */
    int dims() {
        return points.length;
    }

    /** Dimension by dimension, [dims][frames]. */
    float[][] points() {
        return points;
    }

    /** Whether a grain may begin at that frame. */
    boolean begins(int frame) {
        return begins[frame];
    }

    /** Samples of all recordings, frames times hop of them. */
    float[] samples() {
        return samples;
    }

    private void read(float[] vector, int offset, float[] point) {
        System.arraycopy(vector, offset, point, 0, coefficients);
        if (spec.pitch() != null) {
            int pitch = offset + spec.coefficients();
            point[coefficients] = vector[pitch + PitchFrame.LOG_F0];
            point[coefficients + 1] = vector[pitch + PitchFrame.VOICING];
        }
    }

    /**
     * Where a frame lies among the corpus's.
     *
     * @param vector [vectorSize] from {@code offset}
     * @param point written, [dims]
     */
    void point(float[] vector, int offset, float[] point) {
        read(vector, offset, point);
        for (int d = 0; d < point.length; d++) {
            point[d] = (float) (weight[d] * (point[d] - mean[d]));
        }
    }

    private void normalise() {
        for (int d = 0; d < points.length; d++) {
            double sum = 0;
            for (float x : points[d]) {
                sum += x;
            }
            mean[d] = sum / frames;
            double squares = 0;
            for (float x : points[d]) {
                squares += (x - mean[d]) * (x - mean[d]);
            }
            double deviation = Math.max(MIN_DEVIATION, Math.sqrt(squares / frames));
            weight[d] = (d == 0 ? LEVEL_WEIGHT : 1) / Math.sqrt(deviation);
            for (int t = 0; t < frames; t++) {
                points[d][t] = (float) (weight[d] * (points[d][t] - mean[d]));
            }
        }
    }
}
