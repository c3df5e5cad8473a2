// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.timbrel.audio.io.SampleBlocks;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;

/**
 * A mono sound as bytes while it is made: the header, then what each block of samples gives, then
 * the end, one behind the other, are the file. What is beyond -1..1 is clipped. The bytes depend on
 * the samples alone, not on how many come at once. For one thread at a time; memory does not grow.
 */
public final class SoundEncoder implements AutoCloseable {

    private final StreamCodec codec;
    private final int sampleRateHz;
    private final long promised;
    private long taken;
    private boolean ended;

    private SoundEncoder(StreamCodec codec, int sampleRateHz, long promised) {
        this.codec = codec;
        this.sampleRateHz = sampleRateHz;
        this.promised = promised;
    }

    /**
     * Begins a sound whose length is not known.
     *
     * @param sampleRateHz of the samples, 1,000..384,000
     * @throws IOException if FFmpeg is needed and cannot be loaded, or cannot encode at this rate
     */
    public static SoundEncoder open(StreamFormat format, int sampleRateHz) throws IOException {
        return open(format, sampleRateHz, -1);
    }

    /**
     * As above, of a sound whose length is known, which the header then says.
     *
     * @param samples so many must come, no more and no fewer; -1 if unknown
     */
    public static SoundEncoder open(StreamFormat format, int sampleRateHz, long samples)
            throws IOException {
        if (sampleRateHz < 1_000 || sampleRateHz > 384_000) {
            throw new IllegalArgumentException(
                    "sampleRateHz " + sampleRateHz + " is outside 1000..384000");
        }
        if (samples < -1) {
            throw new IllegalArgumentException("samples " + samples + " is below 0");
        }
        StreamCodec codec =
                switch (format) {
                    case WAV ->
                            new PcmCodec(
                                    WavWriter.header(WavEncoding.PCM_16, sampleRateHz, samples));
                    case PCM -> new PcmCodec(new byte[0]);
                    case FLAC -> new FlacCodec(sampleRateHz, samples);
                    case OPUS -> new OpusCodec(sampleRateHz);
                };
        return new SoundEncoder(codec, sampleRateHz, samples);
    }

    /** The bytes before all others; none in PCM. */
    public byte[] header() {
        return codec.header();
    }

    /**
     * Takes the next samples.
     *
     * @param samples [count] from {@code offset}
     * @return what is done by then, nothing if they fill no frame or page
     * @throws org.timbrel.audio.io.AudioFormatException if a sample is NaN or infinite; none of
     *     them is taken
     * @throws IOException if FFmpeg cannot encode them
     * @throws IllegalStateException if the sound has ended, or is longer than the header says
     */
    public byte[] encode(float[] samples, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, samples.length);
        requireOpen();
        if (promised >= 0 && count > promised - taken) {
            throw new IllegalStateException(
                    "%d samples after %d are more than the %d that the header promises"
                            .formatted(count, taken, promised));
        }
        SampleBlocks.requireFinite(samples, offset, count, taken, sampleRateHz);
        taken += count;
        ByteArrayOutputStream out = new ByteArrayOutputStream(Short.BYTES * count);
        codec.encode(samples, offset, count, out);
        return out.toByteArray();
    }

    /**
     * Ends the sound.
     *
     * @return what is left
     * @throws IOException if FFmpeg cannot encode it
     * @throws IllegalStateException if the sound has ended, or is shorter than the header says
     */
    public byte[] finish() throws IOException {
        requireOpen();
        if (promised > taken) {
            throw new IllegalStateException(
                    "the header promises %d samples, only %d came".formatted(promised, taken));
        }
        ended = true;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.finish(out);
        return out.toByteArray();
    }

    /** Frees what is native, whether the sound has ended or not. */
    @Override
    public void close() {
        ended = true;
        codec.close();
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("the sound has ended; a second needs a second encoder");
        }
    }
}
