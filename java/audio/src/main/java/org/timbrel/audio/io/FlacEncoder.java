// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_NEW_EXTRADATA;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/** A sound as a FLAC file in memory: 16 bits, mono, what is beyond -1..1 clipped. */
public final class FlacEncoder {

    // FLAC's format (RFC 9639): a marker, the one block that every file has, then frames.
    private static final byte[] MARKER = "fLaC".getBytes(StandardCharsets.US_ASCII);
    private static final int LAST_STREAMINFO = 0x80;
    private static final int STREAMINFO_BYTES = 34;

    private FlacEncoder() {}

    /**
     * Encodes the whole of it.
     *
     * @throws AudioFormatException if there are no samples, or one is NaN or infinite
     * @throws IOException if FFmpeg cannot be loaded, or cannot encode at this rate
     */
    public static byte[] encode(AudioClip clip) throws IOException {
        float[] samples = clip.samples();
        if (samples.length == 0) {
            throw new AudioFormatException("no sound: 0 samples");
        }
        SampleBlocks.requireFinite(samples, 0, samples.length, 0, clip.sampleRateHz());
        FfmpegLibrary.require();
        AVCodecContext codec = avcodec_alloc_context3(avcodec_find_encoder_by_name("flac"));
        AVPacket packet = av_packet_alloc();
        try {
            configure(codec, clip.sampleRateHz());
            byte[] info = new byte[STREAMINFO_BYTES];
            codec.extradata().get(info);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int start = 0; start < samples.length; start += codec.frame_size()) {
                int count = Math.min(codec.frame_size(), samples.length - start);
                AVFrame frame = frame(codec, samples, start, count);
                try {
                    check(avcodec_send_frame(codec, frame));
                } finally {
                    av_frame_free(frame);
                }
                drain(codec, packet, frames, info);
            }
            check(avcodec_send_frame(codec, null));
            drain(codec, packet, frames, info);
            return file(info, frames.toByteArray());
        } finally {
            av_packet_free(packet);
            avcodec_free_context(codec);
        }
    }

    private static byte[] file(byte[] info, byte[] frames) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(MARKER);
        file.writeBytes(new byte[] {(byte) LAST_STREAMINFO, 0, 0, STREAMINFO_BYTES});
        file.writeBytes(info);
        file.writeBytes(frames);
        return file.toByteArray();
    }

    private static void configure(AVCodecContext codec, int sampleRateHz) throws IOException {
        codec.sample_fmt(AV_SAMPLE_FMT_S16).sample_rate(sampleRateHz);
        codec.time_base(new AVRational().num(1).den(sampleRateHz));
        av_channel_layout_default(codec.ch_layout(), 1);
        check(avcodec_open2(codec, codec.codec(), (AVDictionary) null));
    }

    private static AVFrame frame(AVCodecContext codec, float[] samples, int start, int count)
            throws IOException {
        AVFrame frame = av_frame_alloc();
        try {
            frame.nb_samples(count).format(AV_SAMPLE_FMT_S16).sample_rate(codec.sample_rate());
            frame.pts(start);
            av_channel_layout_default(frame.ch_layout(), 1);
            check(av_frame_get_buffer(frame, 0));
            ShortBuffer pcm =
                    frame.data(0)
                            .capacity((long) count * Short.BYTES)
                            .asByteBuffer()
                            .order(ByteOrder.nativeOrder())
                            .asShortBuffer();
            for (int i = 0; i < count; i++) {
                pcm.put(i, WavWriter.toPcm16(samples[start + i]));
            }
            return frame;
        } catch (IOException | RuntimeException e) {
            av_frame_free(frame);
            throw e;
        }
    }

    /** Takes what is done; the last packet knows how long all of it was, and its checksum. */
    private static void drain(
            AVCodecContext codec, AVPacket packet, ByteArrayOutputStream frames, byte[] info) {
        while (avcodec_receive_packet(codec, packet) == 0) {
            byte[] bytes = new byte[packet.size()];
            if (bytes.length > 0) {
                packet.data().get(bytes);
                frames.writeBytes(bytes);
            }
            try (SizeTPointer size = new SizeTPointer(1)) {
                BytePointer whole =
                        av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, size);
                if (whole != null && size.get() == info.length) {
                    whole.get(info);
                }
            }
        }
    }

    private static void check(int status) throws IOException {
        if (status < 0) {
            throw new IOException("cannot encode FLAC: " + FfmpegLibrary.message(status));
        }
    }
}
