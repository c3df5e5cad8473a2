// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.BytePointer;

/** The codecs that are let in, each with the one decoder of FFmpeg that reads it. */
enum FfmpegCodec {
    FLAC("FLAC", "flac", avcodec.AV_CODEC_ID_FLAC, 0),
    VORBIS("Vorbis", "vorbis", avcodec.AV_CODEC_ID_VORBIS, 8_192),
    OPUS("Opus", "opus", avcodec.AV_CODEC_ID_OPUS, 960),
    MP3("MP3", "mp3float", avcodec.AV_CODEC_ID_MP3, 1_152),
    AAC("AAC", "aac", avcodec.AV_CODEC_ID_AAC, 4_096),
    ALAC("ALAC", "alac", avcodec.AV_CODEC_ID_ALAC, 0);

    final String label;
    private final String decoder;
    private final int id;

    /**
     * Samples by which a whole file may fall short of its promise: frames that encoders miscount.
     */
    final int toleranceFrames;

    FfmpegCodec(String label, String decoder, int id, int toleranceFrames) {
        this.label = label;
        this.decoder = decoder;
        this.id = id;
        this.toleranceFrames = toleranceFrames;
    }

    /**
     * The codec with FFmpeg's number {@code id}.
     *
     * @throws AudioFormatException if it is none of these
     */
    static FfmpegCodec of(int id) throws AudioFormatException {
        for (FfmpegCodec codec : values()) {
            if (codec.id == id) {
                return codec;
            }
        }
        throw new AudioFormatException(
                "codec %s is not read; convert it to FLAC or WAV".formatted(name(id)));
    }

    /** The decoders' names as FFmpeg's codec_whitelist wants them. */
    static String whitelist() {
        return Arrays.stream(values()).map(codec -> codec.decoder).collect(Collectors.joining(","));
    }

    AVCodec decoder() {
        return avcodec.avcodec_find_decoder_by_name(decoder);
    }

    private static String name(int id) {
        try (BytePointer name = avcodec.avcodec_get_name(id)) {
            return name.getString(StandardCharsets.US_ASCII);
        }
    }
}
