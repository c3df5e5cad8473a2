// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_BITEXACT;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.timbrel.audio.io.FfmpegLibrary;

/**
 * One of FFmpeg's encoders, mono: frames of samples in, packets out. All that is native is FFmpeg's
 * own: what JavaCPP allocates waits for the collector, and fails where the process has grown.
 */
final class FfmpegEncoder implements AutoCloseable {

    private final String label;
    private AVCodecContext codec;
    private AVFrame frame;
    private AVPacket packet;
    private int frameSamples;
    private long position;

    /**
     * @param name FFmpeg's
     * @param label for messages
     * @param sampleFormat of one plane, an {@code AV_SAMPLE_FMT_}
     * @param settings sets what else there is to set, before the encoder is opened
     * @throws IOException if FFmpeg cannot be loaded, has no such encoder, or it does not take this
     */
    FfmpegEncoder(
            String name,
            String label,
            int sampleFormat,
            int sampleRateHz,
            Consumer<AVCodecContext> settings)
            throws IOException {
        this.label = label;
        FfmpegLibrary.require();
        AVCodec encoder = avcodec_find_encoder_by_name(name);
        if (encoder == null) {
            throw new IOException("this FFmpeg has no encoder for " + label);
        }
        try {
            codec = avcodec_alloc_context3(encoder);
            frame = av_frame_alloc();
            packet = av_packet_alloc();
            if (codec == null || frame == null || packet == null) {
                throw new IOException("out of native memory");
            }
            codec.sample_fmt(sampleFormat).sample_rate(sampleRateHz).thread_count(1);
            codec.flags(codec.flags() | AV_CODEC_FLAG_BITEXACT);
            codec.time_base().num(1).den(sampleRateHz);
            av_channel_layout_default(codec.ch_layout(), 1);
            settings.accept(codec);
            check(avcodec_open2(codec, encoder, (AVDictionary) null));
            frameSamples = codec.frame_size();
            frame.nb_samples(frameSamples).format(sampleFormat).sample_rate(sampleRateHz);
            av_channel_layout_default(frame.ch_layout(), 1);
            check(av_frame_get_buffer(frame, 0));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** Samples of every frame but the last, which may be shorter. */
    int frameSamples() {
        return frameSamples;
    }

    /** Samples that a decoder throws away at the begin. */
    int delaySamples() {
        return codec.initial_padding();
    }

    /** The codec's own header; FLAC's knows the whole sound once it has ended. */
    byte[] header() {
        byte[] header = new byte[codec.extradata_size()];
        codec.extradata().get(header);
        return header;
    }

    /** Where the next frame's samples go, in the machine's order; valid until {@link #encode}. */
    ByteBuffer samples() throws IOException {
        frame.nb_samples(frameSamples);
        check(av_frame_make_writable(frame));
        long bytes = (long) frameSamples * av_get_bytes_per_sample(frame.format());
        return frame.data(0).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /**
     * Encodes a frame.
     *
     * @param count of {@link #samples} that were filled in, fewer than a frame only at the end
     * @param packets gets what is done
     */
    void encode(int count, Consumer<byte[]> packets) throws IOException {
        frame.nb_samples(count).pts(position);
        position += count;
        check(avcodec_send_frame(codec, frame));
        drain(packets);
    }

    /** Ends the sound. */
    void finish(Consumer<byte[]> packets) throws IOException {
        check(avcodec_send_frame(codec, null));
        drain(packets);
    }

    private void drain(Consumer<byte[]> packets) throws IOException {
        int status = avcodec_receive_packet(codec, packet);
        while (status == 0) {
            // FLAC's last packet holds nothing but side data.
            if (packet.size() > 0) {
                byte[] bytes = new byte[packet.size()];
                packet.data().get(bytes);
                packets.accept(bytes);
            }
            status = avcodec_receive_packet(codec, packet);
        }
        if (status != avutil.AVERROR_EAGAIN() && status != AVERROR_EOF) {
            check(status);
        }
    }

    @Override
    public void close() {
        if (packet != null) {
            av_packet_free(packet);
            packet = null;
        }
        if (frame != null) {
            av_frame_free(frame);
            frame = null;
        }
        if (codec != null) {
            avcodec_free_context(codec);
            codec = null;
        }
    }

    private void check(int status) throws IOException {
        if (status < 0) {
            throw new IOException(
                    "cannot encode %s at %d Hz: %s"
                            .formatted(label, codec.sample_rate(), FfmpegLibrary.message(status)));
        }
    }
}
