// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLTP;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_chlayout;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_double;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_int;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_sample_fmt;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;

import java.io.IOException;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;

/** FFmpeg's Kaiser-windowed sinc, one channel, blocks of one size in. */
final class RateConverter implements AutoCloseable {

    /** Taps at the lower of the two rates: twice the zero crossings of the sinc. */
    private static final int FILTER_TAPS = 192;

    /** Where the response is halved, as a share of the lower rate's Nyquist frequency. */
    private static final double CUTOFF = 0.965;

    /**
     * With these taps flat to 0.91 of the Nyquist frequency and 105 dB down at it: fewer taps fold
     * more back, a larger beta is lost in the rounding of single precision.
     */
    private static final double KAISER_BETA = 10;

    /**
     * Enough phases for the exact ratio of all common rates; for others FFmpeg interpolates between
     * them.
     */
    private static final int MAX_PHASES = 1_024;

    private final int blockSamples;
    private final double tapsAtInput;
    private final int capacity;

    // FFmpeg's own memory: what JavaCPP allocates fails where the process has grown.
    private AVFrame input;
    private AVFrame output;
    private SwrContext context;

    RateConverter(int inputRateHz, int outputRateHz, int blockSamples) throws IOException {
        FfmpegLibrary.require();
        this.blockSamples = blockSamples;
        tapsAtInput = FILTER_TAPS / Math.min(1.0, CUTOFF * outputRateHz / inputRateHz);
        // Twice the taps stay inside FFmpeg at most.
        capacity = (int) ((blockSamples + 2 * tapsAtInput) * outputRateHz / inputRateHz) + 2;
        try {
            input = frame(blockSamples);
            output = frame(capacity);
            open(inputRateHz, outputRateHz);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static AVFrame frame(int samples) throws IOException {
        AVFrame frame = av_frame_alloc();
        if (frame != null) {
            frame.nb_samples(samples).format(AV_SAMPLE_FMT_FLTP);
            av_channel_layout_default(frame.ch_layout(), 1);
        }
        if (frame == null || av_frame_get_buffer(frame, 0) < 0) {
            av_frame_free(frame);
            throw new IOException("out of native memory");
        }
        return frame;
    }

    /** Input samples on either side that an output sample depends on. */
    int reachSamples() {
        return (int) Math.ceil(tapsAtInput / 2) + 1;
    }

    int maxOutputSamples() {
        return capacity;
    }

    /**
     * Converts one block.
     *
     * @param in [blockSamples]
     * @param out [maxOutputSamples()]
     * @return how many samples came out, from 0 on
     */
    int convert(float[] in, float[] out) throws IOException {
        if (context == null) {
            throw new IOException("the reader is closed");
        }
        new FloatPointer(input.data(0)).put(in, 0, blockSamples);
        int count =
                swr_convert(
                        context,
                        output.extended_data(),
                        capacity,
                        input.extended_data(),
                        blockSamples);
        if (count < 0) {
            throw new IOException("cannot resample: " + FfmpegLibrary.message(count));
        }
        new FloatPointer(output.data(0)).get(out, 0, count);
        return count;
    }

    @Override
    public void close() {
        if (context != null) {
            swr_free(context);
            context = null;
        }
        if (input != null) {
            av_frame_free(input);
            input = null;
        }
        if (output != null) {
            av_frame_free(output);
            output = null;
        }
    }

    private void open(int inputRateHz, int outputRateHz) throws IOException {
        context = swr_alloc();
        if (context == null) {
            throw new IOException("out of native memory");
        }
        av_opt_set_chlayout(context, "in_chlayout", input.ch_layout(), 0);
        av_opt_set_chlayout(context, "out_chlayout", output.ch_layout(), 0);
        av_opt_set_int(context, "in_sample_rate", inputRateHz, 0);
        av_opt_set_int(context, "out_sample_rate", outputRateHz, 0);
        av_opt_set_sample_fmt(context, "in_sample_fmt", AV_SAMPLE_FMT_FLTP, 0);
        av_opt_set_sample_fmt(context, "out_sample_fmt", AV_SAMPLE_FMT_FLTP, 0);
        av_opt_set_int(context, "filter_size", FILTER_TAPS, 0);
        av_opt_set_double(context, "cutoff", CUTOFF, 0);
        av_opt_set_double(context, "kaiser_beta", KAISER_BETA, 0);
        av_opt_set_int(context, "phase_shift", phaseShift(), 0);
        av_opt_set_int(context, "exact_rational", 1, 0);
        av_opt_set_int(context, "linear_interp", isExact(inputRateHz, outputRateHz) ? 0 : 1, 0);
        int status = swr_init(context);
        if (status < 0) {
            throw new IOException(
                    "cannot resample %d Hz to %d Hz: %s"
                            .formatted(inputRateHz, outputRateHz, FfmpegLibrary.message(status)));
        }
    }

    /**
     * Fewer phases for the long filters of steep ratios, to bound their table: such a filter varies
     * less from tap to tap.
     */
    private int phaseShift() {
        int shift = 31 - Integer.numberOfLeadingZeros(MAX_PHASES);
        for (double taps = tapsAtInput; taps > 8 * FILTER_TAPS && shift > 0; taps /= 2) {
            shift--;
        }
        return shift;
    }

    private boolean isExact(int inputRateHz, int outputRateHz) {
        int phases =
                outputRateHz / ResamplerStream.greatestCommonDivisor(inputRateHz, outputRateHz);
        return phases <= 1 << phaseShift();
    }
}
