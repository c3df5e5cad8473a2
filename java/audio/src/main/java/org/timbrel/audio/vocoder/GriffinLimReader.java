// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.vocoder;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.SampleReader;

/**
 * Part after part of a sound by {@link GriffinLim}. A part begins some windows before the one
 * before it ends, with the phases that stand there already, so that the two agree where the one is
 * faded into the other.
 */
final class GriffinLimReader implements SampleReader {

    // The second one gains 0.02 dB of mel level, the third nothing.
    private static final int CORRECTIONS = 2;

    private final GriffinLimPart part;
    private final FeatureSpec spec;
    private final FrameSource source;
    private final CepstrumInverse cepstrum;
    private final DeEmphasis deEmphasis;
    private final float[] vector;
    private final double[][] melDb;
    private final int overlap;
    private int frames;
    private boolean ended;
    private long limit;
    // What stands already of the next part: refined, and refined and corrected.
    private double[] earlier = {};
    private double[] fading = {};
    private float[] block = {};
    private int next;
    private long position;

    GriffinLimReader(
            GriffinLimPart part,
            FeatureSpec spec,
            FrameSource source,
            long samples,
            int partFrames,
            int overlapFrames) {
        if (samples < -1) {
            throw new IllegalArgumentException("samples " + samples + " is below 0");
        }
        this.part = part;
        this.spec = spec;
        this.source = source;
        cepstrum = new CepstrumInverse(spec);
        deEmphasis = new DeEmphasis(spec);
        vector = new float[spec.vectorSize()];
        melDb = new double[partFrames][];
        overlap = overlapFrames;
        limit = samples;
    }

    @Override
    public int sampleRateHz() {
        return spec.sampleRateHz();
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        while (next == block.length && !ended && position != limit) {
            render();
        }
        if (position == limit) {
            return -1;
        }
        int count = (int) Math.min(length, limit < 0 ? Long.MAX_VALUE : limit - position);
        if (next < block.length) {
            count = Math.min(count, block.length - next);
            System.arraycopy(block, next, out, offset, count);
            next += count;
        } else {
            Arrays.fill(out, offset, offset + count, 0);
        }
        position += count;
        return count;
    }

    private void render() throws IOException {
        boolean first = cepstrum.frames() == 0;
        fill();
        if (limit < 0 && ended) {
            limit = cepstrum.frames() * spec.hopSamples();
        }
        if (frames == 0) {
            return;
        }
        double[] sound = sound();
        double[] corrected = sound;
        for (int round = 0; round < CORRECTIONS; round++) {
            corrected = part.corrected(corrected, melDb, frames);
        }
        hand(sound, corrected, first);
    }

    private double[] sound() throws AudioFormatException {
        try {
            return part.sound(melDb, frames, earlier);
        } catch (IllegalArgumentException e) {
            throw new AudioFormatException(e.getMessage(), e);
        }
    }

    /** As many frames as a part has, or all there are. */
    private void fill() throws IOException {
        while (frames < melDb.length) {
            if (!source.next(vector)) {
                ended = true;
                return;
            }
            if (melDb[frames] == null) {
                melDb[frames] = new double[spec.melBands()];
            }
            try {
                cepstrum.apply(vector, 0, melDb[frames]);
            } catch (IllegalArgumentException e) {
                throw new AudioFormatException(e.getMessage(), e);
            }
            frames++;
        }
    }

    /** The part's samples that no other part changes, and what the next one needs of the rest. */
    private void hand(double[] sound, double[] corrected, boolean first) {
        int size = spec.fftSize();
        // A part is faded in over its second window: the first one is not whole.
        int from = first ? OverlapAdd.pad(spec) : size;
        int nextPart = (frames - overlap) * spec.hopSamples();
        int to = ended ? corrected.length : nextPart + size;
        block = new float[to - from];
        next = 0;
        for (int i = from; i < to; i++) {
            double x = corrected[i];
            int fade = i - size;
            if (fade < fading.length && !first) {
                double share = (fade + 0.5) / size;
                x = fading[fade] + share * (x - fading[fade]);
            }
            block[i - from] = (float) x;
        }
        deEmphasis.apply(block, 0, block.length);
        if (!ended) {
            // Up to where the last column begins, all columns have been added.
            earlier = Arrays.copyOfRange(sound, nextPart, (frames - 1) * spec.hopSamples());
            fading = Arrays.copyOfRange(corrected, nextPart + size, nextPart + 2 * size);
            for (int t = 0; t < overlap; t++) {
                double[] swap = melDb[t];
                melDb[t] = melDb[frames - overlap + t];
                melDb[frames - overlap + t] = swap;
            }
            frames = overlap;
        }
    }

    @Override
    public void close() {
        // Whoever opened the frames closes them.
    }
}
