// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.javacpp.Loader;

/** Loads FFmpeg's native libraries when a file first needs them, and tells once why it cannot. */
public final class FfmpegLibrary {

    /** No field of a damaged file makes FFmpeg take more than this at once. */
    private static final long MAX_ALLOCATION_BYTES = 256L << 20;

    private static final int MESSAGE_BYTES = 128;

    private FfmpegLibrary() {}

    /** The one attempt; its result stays, since later ones would fail with less to say. */
    private static final class Attempt {
        /** Empty if it went well. */
        private static final String FAILURE = load();

        private static String load() {
            try {
                Loader.load(avformat.class);
                Loader.load(swresample.class);
                avutil.av_log_set_level(avutil.AV_LOG_QUIET);
                avutil.av_max_alloc(MAX_ALLOCATION_BYTES);
                return "";
            } catch (LinkageError | RuntimeException e) {
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                return "FFmpeg's native libraries cannot be loaded on %s (%s); WAV files at their own rate need none"
                        .formatted(platform(), cause);
            }
        }

        private static String platform() {
            return System.getProperty("os.name") + " " + System.getProperty("os.arch");
        }
    }

    /**
     * Makes sure that FFmpeg can be called.
     *
     * @throws IOException if it cannot be loaded here, with the deepest cause
     */
    public static void require() throws IOException {
        if (!Attempt.FAILURE.isEmpty()) {
            throw new IOException(Attempt.FAILURE);
        }
    }

    /** FFmpeg's words for a status below 0. */
    public static String message(int status) {
        byte[] text = new byte[MESSAGE_BYTES];
        avutil.av_strerror(status, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** The same after a colon, or nothing where it only says that the data are bad. */
    static String detail(int status) {
        boolean plain = status == avutil.AVERROR_INVALIDDATA() || status == avutil.AVERROR_EOF();
        return plain ? "" : ": " + message(status);
    }
}
