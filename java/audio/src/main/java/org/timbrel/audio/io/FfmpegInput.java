// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.javacpp.BytePointer;

/**
 * The packets of one file's sound. The file alone is opened: no other protocol, no playlist format,
 * and no codec but those in {@link FfmpegCodec} can be reached by what it says.
 */
final class FfmpegInput implements AutoCloseable {

    private static final int MAX_STREAMS = 64;

    private final Container container;
    private AVFormatContext format;
    private AVPacket packet;
    private AVStream stream;
    private FfmpegCodec codec;

    FfmpegInput(Path file, Container container) throws IOException {
        this.container = container;
        try {
            open(file);
            chooseStream();
            packet = av_packet_alloc();
            if (packet == null) {
                throw new IOException("out of native memory");
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    AVStream stream() {
        return stream;
    }

    FfmpegCodec codec() {
        return codec;
    }

    /**
     * The next packet of the sound, valid until the next call or close; null at the end of the
     * file.
     */
    AVPacket next() throws IOException {
        while (true) {
            av_packet_unref(packet);
            int status = av_read_frame(format, packet);
            if (status == AVERROR_EOF) {
                requireNoIoError();
                return null;
            }
            if (status < 0) {
                throw new AudioFormatException(
                        "damaged or truncated" + FfmpegLibrary.detail(status));
            }
            if (packet.stream_index() == stream.index()) {
                return packet;
            }
        }
    }

    @Override
    public void close() {
        stream = null;
        if (packet != null) {
            av_packet_free(packet);
            packet = null;
        }
        if (format != null && !format.isNull()) {
            avformat_close_input(format);
        }
        format = null;
    }

    private void open(Path file) throws IOException {
        format = avformat_alloc_context();
        if (format == null) {
            throw new IOException("out of native memory");
        }
        format.max_streams(MAX_STREAMS);
        format.error_recognition(avcodec.AV_EF_CRCCHECK);
        String demuxer = container.demuxer();
        AVDictionary options = new AVDictionary(null);
        try (BytePointer url =
                new BytePointer("file:" + file.toAbsolutePath(), StandardCharsets.UTF_8)) {
            av_dict_set(options, "protocol_whitelist", "file", 0);
            av_dict_set(options, "format_whitelist", demuxer, 0);
            av_dict_set(options, "codec_whitelist", FfmpegCodec.whitelist(), 0);
            int status = avformat_open_input(format, url, av_find_input_format(demuxer), options);
            if (status < 0) {
                throw new AudioFormatException(
                        "damaged or truncated: its %s header cannot be read%s"
                                .formatted(container.label(), FfmpegLibrary.detail(status)));
            }
        } finally {
            av_dict_free(options);
        }
    }

    /** The first sound that is marked as the default, else the first; the others are discarded. */
    private void chooseStream() throws AudioFormatException {
        AVStream chosen = null;
        for (int i = 0; i < format.nb_streams(); i++) {
            AVStream candidate = format.streams(i);
            candidate.discard(avcodec.AVDISCARD_ALL);

            if (candidate.codecpar().codec_type() == AVMEDIA_TYPE_AUDIO
                    && (chosen == null || (isDefault(candidate) && !isDefault(chosen)))) {
                chosen = candidate;
            }
        }
        if (chosen == null) {
            throw new AudioFormatException("no sound: the file holds no audio stream");
        }
        chosen.discard(avcodec.AVDISCARD_DEFAULT);
        stream = chosen;
        codec = FfmpegCodec.of(chosen.codecpar().codec_id());
    }

    private static boolean isDefault(AVStream candidate) {
        return (candidate.disposition() & avformat.AV_DISPOSITION_DEFAULT) != 0;
    }

    /** FFmpeg reports some failed reads as the end of the file. */
    private void requireNoIoError() throws IOException {
        int error = format.pb() == null ? 0 : format.pb().error();
        if (error < 0 && error != AVERROR_EOF) {
            throw new IOException("cannot be read: " + FfmpegLibrary.message(error));
        }
    }
}
