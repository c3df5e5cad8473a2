// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.timbrel.audio.io.ResamplerStream;

/** Opus (RFC 6716) by libopus, in Ogg (RFC 7845): 20 ms a packet, 60 ms a page. */
final class OpusCodec implements StreamCodec {

    /** Opus counts at this rate, whatever it is given. */
    static final int RATE_HZ = 48_000;

    /** Of one channel; noise wants more than tones do. */
    static final int BIT_RATE = 96_000;

    /** Of 0..10: half the work of 10, and no farther from textures by any measure. */
    private static final int COMPLEXITY = 3;

    private static final int PAGE_PACKETS = 3;

    /** Blocks that the resampler takes, per second: 10 ms. */
    private static final int BLOCKS_PER_SECOND = 100;

    /** One stream is all that is in the file; a number of its own keeps the bytes the same. */
    private static final int SERIAL = 0x5449_4D42;

    /** Where OpusHead says at which rate the sound was. */
    private static final int INPUT_RATE_AT = 12;

    private final FfmpegEncoder encoder;
    private final int inputRateHz;
    private final OggStream pages = new OggStream(SERIAL);
    private final byte[] header;
    private final float[] frame;

    /** Null where the sound is at Opus' rate. */
    private final ResamplerStream resampler;

    private int filled;
    private long samples;
    private long granule;

    OpusCodec(int sampleRateHz) throws IOException {
        inputRateHz = sampleRateHz;
        encoder =
                new FfmpegEncoder(
                        "libopus",
                        "Opus",
                        AV_SAMPLE_FMT_FLT,
                        RATE_HZ,
                        codec -> codec.bit_rate(BIT_RATE).compression_level(COMPLEXITY));
        try {
            frame = new float[encoder.frameSamples()];
            header = opusHeader();
            resampler =
                    sampleRateHz == RATE_HZ
                            ? null
                            : new ResamplerStream(
                                    sampleRateHz, RATE_HZ, sampleRateHz / BLOCKS_PER_SECOND);
        } catch (Throwable e) {
            encoder.close();
            throw e;
        }
    }

    /** The two pages before the sound: what it is, and tags, of which there are none. */
    private byte[] opusHeader() {
        byte[] head = encoder.header();
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(INPUT_RATE_AT, inputRateHz);
        byte[] vendor = "Timbrel".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer tags = ByteBuffer.allocate(16 + vendor.length).order(ByteOrder.LITTLE_ENDIAN);
        tags.put("OpusTags".getBytes(StandardCharsets.US_ASCII));
        tags.putInt(vendor.length).put(vendor).putInt(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        pages.add(head);
        out.writeBytes(pages.page(0, OggStream.FLAG_BEGIN));
        pages.add(tags.array());
        out.writeBytes(pages.page(0, 0));
        return out.toByteArray();
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public void encode(float[] sound, int offset, int count, ByteArrayOutputStream out)
            throws IOException {
        int end = offset + count;
        for (int k = offset; k < end; ) {
            if (resampler == null) {
                int some = Math.min(end - k, frame.length - filled);
                System.arraycopy(sound, k, frame, filled, some);
                added(some, out);
                k += some;
            } else {
                int some = Math.min(end - k, resampler.room());
                resampler.push(sound, k, some);
                k += some;
                takeResampled(out);
            }
        }
    }

    @Override
    public void finish(ByteArrayOutputStream out) throws IOException {
        if (resampler != null) {
            resampler.finish();
            takeResampled(out);
        }
        if (filled > 0 || samples == 0) {
            // Of no sound a packet, too, all of which is cut off: some players want one.
            encodeFrame(pages::add);
        }
        // What the packets so far are late by fills one more at least: the page is not empty.
        encoder.finish(pages::add);
        out.writeBytes(pages.page(encoder.delaySamples() + samples, OggStream.FLAG_END));
    }

    private void takeResampled(ByteArrayOutputStream out) throws IOException {
        int taken = resampler.take(frame, filled, frame.length - filled);
        while (taken > 0) {
            added(taken, out);
            taken = resampler.take(frame, filled, frame.length - filled);
        }
    }

    private void added(int count, ByteArrayOutputStream out) throws IOException {
        samples += count;
        filled += count;
        if (filled == frame.length) {
            encodeFrame(packet -> addPacket(packet, out));
        }
    }

    private void encodeFrame(Consumer<byte[]> packets) throws IOException {
        FloatBuffer floats = encoder.samples().asFloatBuffer();
        for (int n = 0; n < filled; n++) {
            floats.put(n, Math.max(-1, Math.min(1, frame[n])));
        }
        encoder.encode(filled, packets);
        filled = 0;
    }

    private void addPacket(byte[] packet, ByteArrayOutputStream out) {
        pages.add(packet);
        granule += frame.length;
        if (pages.packets() == PAGE_PACKETS) {
            out.writeBytes(pages.page(granule, 0));
        }
    }

    @Override
    public void close() {
        encoder.close();
        if (resampler != null) {
            resampler.close();
        }
    }
}
