// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_EXPERIMENTAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16P;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32P;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/** Writes the files that the tests read, each in a format that FFmpeg's preset can encode. */
enum TestEncoder {
    FLAC_16("flac", "flac", AV_SAMPLE_FMT_S16, 16, "flac"),
    FLAC_24("flac", "flac", AV_SAMPLE_FMT_S32, 24, "flac"),
    OGG_FLAC("ogg", "flac", AV_SAMPLE_FMT_S16, 16, "ogg"),
    ALAC("ipod", "alac", AV_SAMPLE_FMT_S16P, 16, "m4a"),
    ALAC_24("ipod", "alac", AV_SAMPLE_FMT_S32P, 24, "m4a"),
    VORBIS("ogg", "vorbis", AV_SAMPLE_FMT_FLTP, 0, "ogg"),
    OPUS("ogg", "libopus", AV_SAMPLE_FMT_FLT, 0, "opus"),
    MP3("mp3", "libmp3lame", AV_SAMPLE_FMT_FLTP, 0, "mp3"),
    AAC("ipod", "aac", AV_SAMPLE_FMT_FLTP, 0, "m4a");

    private static final int FRAME_SAMPLES = 4_096;

    private final String muxer;
    private final String encoder;
    private final int sampleFormat;
    private final String extension;

    /** Bits that survive, 0 where the codec is lossy. */
    final int bits;

    TestEncoder(String muxer, String encoder, int sampleFormat, int bits, String extension) {
        this.muxer = muxer;
        this.encoder = encoder;
        this.sampleFormat = sampleFormat;
        this.bits = bits;
        this.extension = extension;
    }

    /** Encodes channels of equal length into {@code folder}. */
    Path encode(Path folder, int sampleRateHz, float[]... channels) throws IOException {
        if (this == VORBIS && channels.length == 1) {
            // Two are all that FFmpeg's Vorbis encoder can do.
            return encode(folder, sampleRateHz, channels[0], channels[0]);
        }
        FfmpegLibrary.require();
        Path file = folder.resolve(name().toLowerCase(java.util.Locale.ROOT) + "." + extension);
        AVFormatContext format = new AVFormatContext(null);
        check(avformat_alloc_output_context2(format, null, muxer, file.toString()));
        AVCodecContext codec = avcodec_alloc_context3(avcodec_find_encoder_by_name(encoder));
        AVPacket packet = av_packet_alloc();
        try {
            AVStream stream = avformat_new_stream(format, null);
            configure(codec, sampleRateHz, channels.length);
            check(avcodec_open2(codec, codec.codec(), (AVDictionary) null));
            check(avcodec_parameters_from_context(stream.codecpar(), codec));
            AVIOContext io = new AVIOContext(null);
            check(avio_open(io, file.toString(), AVIO_FLAG_WRITE));
            format.pb(io);
            check(avformat_write_header(format, (AVDictionary) null));
            int step = codec.frame_size() > 0 ? codec.frame_size() : FRAME_SAMPLES;
            for (int start = 0; start < channels[0].length; start += step) {
                int count = Math.min(step, channels[0].length - start);
                AVFrame frame = frame(codec, channels, start, count);
                check(avcodec_send_frame(codec, frame));
                av_frame_free(frame);
                drain(format, stream, codec, packet);
            }
            check(avcodec_send_frame(codec, null));
            drain(format, stream, codec, packet);
            check(av_write_trailer(format));
            avio_closep(io);
        } finally {
            av_packet_free(packet);
            avcodec_free_context(codec);
            avformat_free_context(format);
        }
        return file;
    }

    private void configure(AVCodecContext codec, int sampleRateHz, int channels) {
        codec.sample_fmt(sampleFormat);
        codec.sample_rate(sampleRateHz);
        codec.bits_per_raw_sample(bits);
        codec.bit_rate(128_000L * channels);
        codec.strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL);
        codec.flags(codec.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
        codec.time_base(new AVRational().num(1).den(sampleRateHz));
        av_channel_layout_default(codec.ch_layout(), channels);
    }

    private AVFrame frame(AVCodecContext codec, float[][] channels, int start, int count) {
        AVFrame frame = av_frame_alloc();
        frame.nb_samples(count).format(sampleFormat).sample_rate(codec.sample_rate()).pts(start);
        av_channel_layout_default(frame.ch_layout(), channels.length);
        check(av_frame_get_buffer(frame, 0));
        boolean planar = av_sample_fmt_is_planar(frame.format()) != 0;
        int bytes = avutil.av_get_bytes_per_sample(frame.format());
        for (int c = 0; c < channels.length; c++) {
            long capacity = (long) count * bytes * (planar ? 1 : channels.length);
            ByteBuffer plane =
                    frame.extended_data(planar ? c : 0)
                            .capacity(capacity)
                            .asByteBuffer()
                            .order(ByteOrder.nativeOrder());
            for (int i = 0; i < count; i++) {
                int at = planar ? i : i * channels.length + c;
                put(plane, at * bytes, channels[c][start + i]);
            }
        }
        return frame;
    }

    private void put(ByteBuffer plane, int at, float sample) {
        if (bits == 0) {
            plane.putFloat(at, sample);
        } else if (bits == 16) {
            plane.putShort(at, (short) Math.round(sample * 32_768));
        } else {
            plane.putInt(at, Math.round(sample * 8_388_608) << 8);
        }
    }

    private static void drain(
            AVFormatContext format, AVStream stream, AVCodecContext codec, AVPacket packet) {
        while (avcodec_receive_packet(codec, packet) == 0) {
            av_packet_rescale_ts(packet, codec.time_base(), stream.time_base());
            packet.stream_index(0);
            check(av_interleaved_write_frame(format, packet));
        }
    }

    private static void check(int status) {
        if (status < 0) {
            throw new IllegalStateException(FfmpegLibrary.message(status));
        }
    }
}
