// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Changes the sample rate of samples that are pushed. Without delay: output sample k is the input
 * at {@code k / outputRateHz} seconds, with silence before and after it, and n samples become
 * {@code ceil(n * out / in)}. Not thread-safe.
 *
 * <p>The converter is fed blocks of one size whatever is pushed at once, so that the samples' bits
 * depend on the sound and that size alone.
 */
public final class ResamplerStream implements AutoCloseable {

    static final int MIN_RATE_HZ = 1_000;
    static final int MAX_RATE_HZ = 384_000;

    private final int inputRateHz;
    private final int outputRateHz;
    private final RateConverter converter;
    private final float[] input;
    private final float[] output;
    private int filled;
    private int outputStart;
    private int outputEnd;

    private long outputToSkip;
    private long consumed;
    private long produced;
    private boolean ended;

    /**
     * @param outputRateHz 1,000..384,000
     * @param blockSamples of input that are converted at once, at least 1: so many, and a few
     *     milliseconds of the filter, stay inside
     * @throws IOException if the converter cannot be made
     */
    public ResamplerStream(int inputRateHz, int outputRateHz, int blockSamples) throws IOException {
        requireRate(outputRateHz);
        this.inputRateHz = inputRateHz;
        this.outputRateHz = outputRateHz;
        converter = new RateConverter(inputRateHz, outputRateHz, blockSamples);
        input = new float[blockSamples];
        output = new float[converter.maxOutputSamples()];
        int divisor = greatestCommonDivisor(inputRateHz, outputRateHz);
        int periodIn = inputRateHz / divisor;
        long periods = -Math.floorDiv(-converter.reachSamples(), periodIn);
        outputToSkip = periods * (outputRateHz / divisor);
        try {
            pushSilence(periods * periodIn);
        } catch (Throwable e) {
            close();
            throw e;
        }
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

    /** How many samples can be pushed at once, at least 1 after a {@link #take} that gave 0. */
    public int room() {
        return outputStart == outputEnd ? input.length - filled : 0;
    }

    /**
     * Takes the next samples.
     *
     * @param count at most {@link #room}
     * @throws IOException if they cannot be converted
     */
    public void push(float[] samples, int offset, int count) throws IOException {
        Objects.checkIndex(count, room() + 1);
        System.arraycopy(samples, offset, input, filled, count);
        filled += count;
        consumed += count;
        if (filled == input.length) {
            convert();
        }
    }

    /** Ends the sound: what is still inside can be taken. */
    public void finish() {
        ended = true;
    }

    /**
     * Gives what is done.
     *
     * @return how many samples were written, 0 if none are done or, at the end, left
     * @throws IOException if they cannot be converted
     */
    public int take(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        while (ended && outputStart == outputEnd && produced < outputSamples()) {
            Arrays.fill(input, filled, input.length, 0);
            convert();
        }
        int count = Math.min(length, outputEnd - outputStart);
        System.arraycopy(output, outputStart, out, offset, count);
        outputStart += count;
        return count;
    }

    @Override
    public void close() {
        converter.close();
    }

    /** Before the sound, since FFmpeg mirrors the beginning; its whole periods come off again. */
    private void pushSilence(long samples) throws IOException {
        for (long k = 0; k < samples / input.length; k++) {
            convert();
        }
        filled = (int) (samples % input.length);
    }

    /** The block, whatever it is. */
    private void convert() throws IOException {
        int count = converter.convert(input, output);
        filled = 0;
        outputStart = (int) Math.min(outputToSkip, count);
        outputToSkip -= outputStart;
        outputEnd = count;
        if (ended) {
            outputEnd = (int) Math.min(count, outputStart + outputSamples() - produced);
        }
        SampleBlocks.requireFinite(
                output, outputStart, outputEnd - outputStart, produced, outputRateHz);
        produced += outputEnd - outputStart;
    }

    /** Of the whole sound, known once it has ended. */
    private long outputSamples() {
        return (consumed * outputRateHz + inputRateHz - 1) / inputRateHz;
    }
}
