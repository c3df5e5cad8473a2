// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Changes the sample rate. Without delay: output sample k is the input at {@code k / sampleRateHz}
 * seconds, with silence before and after it, and n samples become {@code ceil(n * out / in)}.
 *
 * <p>The converter is fed blocks of one size whatever the caller asks for, so that the samples'
 * bits depend on the source alone.
 */
final class Resampler implements SampleReader {

    static final int MIN_RATE_HZ = 1_000;
    static final int MAX_RATE_HZ = 384_000;

    private static final int BLOCK_SAMPLES = 4_096;

    private final SampleReader source;
    private final int inputRateHz;
    private final int outputRateHz;
    private final RateConverter converter;
    private final float[] input = new float[BLOCK_SAMPLES];
    private final float[] output;
    private int outputStart;
    private int outputEnd;

    /**
     * Silence is fed first, since FFmpeg mirrors the beginning; its whole periods come off again.
     */
    private long silenceToFeed;

    private long outputToSkip;
    private long consumed;
    private long produced;
    private boolean sourceEnded;

    /**
     * Takes the source over: it is closed with this reader, or at once if this fails.
     *
     * @param sampleRateHz 1,000..384,000
     */
    Resampler(SampleReader source, int sampleRateHz) throws IOException {
        this.source = source;
        inputRateHz = source.sampleRateHz();
        outputRateHz = sampleRateHz;
        try {
            requireRate(sampleRateHz);
            converter = new RateConverter(inputRateHz, outputRateHz, BLOCK_SAMPLES);
        } catch (Throwable e) {
            source.close();
            throw e;
        }
        output = new float[converter.maxOutputSamples()];
        int divisor = greatestCommonDivisor(inputRateHz, outputRateHz);
        int periodIn = inputRateHz / divisor;
        long periods = -Math.floorDiv(-converter.reachSamples(), periodIn);
        silenceToFeed = periods * periodIn;
        outputToSkip = periods * (outputRateHz / divisor);
    }

    static void requireRate(int sampleRateHz) {
        if (sampleRateHz < MIN_RATE_HZ || sampleRateHz > MAX_RATE_HZ) {
            throw new IllegalArgumentException(
                    "sampleRateHz %d is outside %d..%d"
                            .formatted(sampleRateHz, MIN_RATE_HZ, MAX_RATE_HZ));
        }
    }

    static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }

    @Override
    public int sampleRateHz() {
        return outputRateHz;
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        while (outputStart == outputEnd) {
            if (sourceEnded && produced == outputSamples()) {
                return -1;
            }
            convertBlock();
        }
        int count = Math.min(length, outputEnd - outputStart);
        System.arraycopy(output, outputStart, out, offset, count);
        outputStart += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        try (source) {
            converter.close();
        }
    }

    private void convertBlock() throws IOException {
        fillInput();
        int count = converter.convert(input, output);
        outputStart = (int) Math.min(outputToSkip, count);
        outputToSkip -= outputStart;
        outputEnd = count;
        if (sourceEnded) {
            outputEnd = (int) Math.min(count, outputStart + outputSamples() - produced);
        }
        SampleBlocks.requireFinite(
                output, outputStart, outputEnd - outputStart, produced, outputRateHz);
        produced += outputEnd - outputStart;
    }

    /** A whole block: silence, then the source, then silence for as long as it is asked for. */
    private void fillInput() throws IOException {
        int filled = (int) Math.min(silenceToFeed, BLOCK_SAMPLES);
        Arrays.fill(input, 0, filled, 0);
        silenceToFeed -= filled;
        while (filled < BLOCK_SAMPLES && !sourceEnded) {
            int count = source.read(input, filled, BLOCK_SAMPLES - filled);
            if (count < 0) {
                sourceEnded = true;
            } else {
                filled += count;
                consumed += count;
            }
        }
        Arrays.fill(input, filled, BLOCK_SAMPLES, 0);
    }

    /** Of the whole source, known once it has ended. */
    private long outputSamples() {
        return (consumed * outputRateHz + inputRateHz - 1) / inputRateHz;
    }
}
