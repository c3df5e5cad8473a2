// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_DBL;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S16;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_S32;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_U8;
import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.BytePointer;

/** Turns FFmpeg's decoded frames, of any sample format, into mono floats. */
final class FrameMixer {

    private float[] interleaved = new float[0];
    private float[] plane = new float[0];
    private float[] mono = new float[0];

    /** The mean of the frame's channels, in the first nb_samples of an array that is reused. */
    float[] mix(AVFrame frame) throws AudioFormatException {
        int samples = frame.nb_samples();
        int channels = frame.ch_layout().nb_channels();
        PcmEncoding encoding = encoding(av_get_packed_sample_fmt(frame.format()));
        if (mono.length < samples) {
            mono = new float[samples];
            plane = new float[samples];
        }
        if (interleaved.length < samples * channels) {
            interleaved = new float[samples * channels];
        }
        if (av_sample_fmt_is_planar(frame.format()) == 0) {
            encoding.decode(
                    bytes(frame.extended_data(0), samples * channels, encoding),
                    interleaved,
                    samples * channels);
        } else {
            for (int channel = 0; channel < channels; channel++) {
                encoding.decode(
                        bytes(frame.extended_data(channel), samples, encoding), plane, samples);
                for (int i = 0; i < samples; i++) {
                    interleaved[i * channels + channel] = plane[i];
                }
            }
        }
        SampleBlocks.mixToMono(interleaved, channels, samples, mono, 0);
        return mono;
    }

    private static PcmEncoding encoding(int packedFormat) throws AudioFormatException {
        if (packedFormat == AV_SAMPLE_FMT_S16) {
            return PcmEncoding.S16;
        }
        if (packedFormat == AV_SAMPLE_FMT_S32) {
            return PcmEncoding.S32;
        }
        if (packedFormat == AV_SAMPLE_FMT_FLT) {
            return PcmEncoding.F32;
        }
        if (packedFormat == AV_SAMPLE_FMT_DBL) {
            return PcmEncoding.F64;
        }
        if (packedFormat == AV_SAMPLE_FMT_U8) {
            return PcmEncoding.U8;
        }
        throw new AudioFormatException("sample format " + packedFormat + " is not read");
    }

    /** A view of native memory, valid as long as the frame is. */
    private static ByteBuffer bytes(BytePointer pointer, int samples, PcmEncoding encoding) {
        return pointer.capacity((long) samples * encoding.bytes)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }
}
