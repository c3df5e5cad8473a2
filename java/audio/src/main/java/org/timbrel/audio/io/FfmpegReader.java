// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;

/**
 * Decodes FLAC, Ogg Vorbis, Opus, MP3 and M4A with FFmpeg. Damage is refused, not concealed: a
 * model would learn the gap.
 */
final class FfmpegReader implements AudioFileReader {

    private final Container container;
    private final FrameMixer mixer = new FrameMixer();
    private FfmpegInput input;
    private AVCodecContext decoder;
    private AVFrame frame;
    private AudioInfo info;

    private float[] block = new float[0];
    private int blockStart;
    private int blockEnd;
    private long decoded;
    private AudioFormatException pendingDamage;

    /** Opens the file and decodes its first samples: rate and channels are what comes out. */
    FfmpegReader(Path file, Container container) throws IOException {
        this.container = container;
        FfmpegLibrary.require();
        if (container == Container.OGG) {
            OggPages.requireEnd(file);
        }
        try {
            input = new FfmpegInput(file, container);
            openDecoder();
            if (!decodeBlock()) {
                throw new AudioFormatException("no sound: 0 samples");
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    @Override
    public AudioInfo info() {
        return info;
    }

    @Override
    public int read(float[] out, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, out.length);
        if (length == 0) {
            return 0;
        }
        if (blockStart == blockEnd && !decodeBlockOrClose()) {
            return -1;
        }
        int count = Math.min(length, blockEnd - blockStart);
        System.arraycopy(block, blockStart, out, offset, count);
        blockStart += count;
        return count;
    }

    @Override
    public void close() {
        blockStart = blockEnd;
        if (frame != null) {
            av_frame_free(frame);
            frame = null;
        }
        if (decoder != null) {
            avcodec_free_context(decoder);
            decoder = null;
        }
        if (input != null) {
            input.close();
            input = null;
        }
    }

    private void openDecoder() throws IOException {
        AVCodec codec = input.codec().decoder();
        if (codec == null) {
            throw new IOException("this FFmpeg has no decoder for " + input.codec().label);
        }
        decoder = avcodec_alloc_context3(codec);
        frame = av_frame_alloc();
        if (decoder == null || frame == null) {
            throw new IOException("out of native memory");
        }
        int status = avcodec_parameters_to_context(decoder, input.stream().codecpar());
        if (status >= 0) {
            // Without it the encoder's delay is not taken off the front.
            decoder.pkt_timebase(input.stream().time_base());
            decoder.thread_count(1);
            decoder.err_recognition(avcodec.AV_EF_CRCCHECK | avcodec.AV_EF_EXPLODE);
            status = avcodec_open2(decoder, codec, (AVDictionary) null);
        }
        if (status < 0) {
            throw new AudioFormatException(
                    "damaged: its %s header cannot be read%s"
                            .formatted(input.codec().label, FfmpegLibrary.detail(status)));
        }
    }

    /** As below; what lies behind damage cannot be read. */
    private boolean decodeBlockOrClose() throws IOException {
        if (input == null) {
            throw new IOException("the reader is closed");
        }
        try {
            return decodeBlock();
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /** The next decoded samples into the block, or false at the end. */
    private boolean decodeBlock() throws IOException {
        while (true) {
            int status = avcodec_receive_frame(decoder, frame);
            if (status == 0) {
                accept();
                if (blockEnd > 0) {
                    return true;
                }
            } else if (status == AVERROR_EOF) {
                if (info != null) {
                    requireComplete();
                }
                return false;
            } else if (status == avutil.AVERROR_EAGAIN()) {
                feed();
            } else {
                damaged(status);
            }
        }
    }

    private void feed() throws IOException {
        AVPacket packet = input.next();
        if (packet != null && input.codec() == FfmpegCodec.MP3 && isTag(packet)) {
            return;
        }
        if (packet != null && (packet.flags() & avcodec.AV_PKT_FLAG_CORRUPT) != 0) {
            damaged(avutil.AVERROR_INVALIDDATA());
        }
        int status = avcodec_send_packet(decoder, packet);
        if (status < 0) {
            damaged(status);
        }
    }

    /** Whether this is a tag where MP3 files were joined; it may take the frame after it along. */
    private static boolean isTag(AVPacket packet) {
        byte[] head = new byte[3];
        if (packet.size() < head.length) {
            return false;
        }
        packet.data().get(head);
        String id = new String(head, StandardCharsets.ISO_8859_1);
        return id.equals("ID3") || id.equals("TAG") || id.equals("APE");
    }

    /**
     * Refuses what cannot be decoded. MP3 files often end in what other programs left there: what
     * cannot be decoded is damage only if sound follows.
     */
    private void damaged(int status) throws AudioFormatException {
        AudioFormatException damage =
                new AudioFormatException(
                        String.format(
                                Locale.ROOT,
                                "damaged or truncated at %.3f s%s; fetch or export it again",
                                info == null ? 0.0 : (double) decoded / info.sampleRateHz(),
                                FfmpegLibrary.detail(status)));
        if (input.codec() != FfmpegCodec.MP3 || status != avutil.AVERROR_INVALIDDATA()) {
            throw damage;
        }
        if (pendingDamage == null) {
            pendingDamage = damage;
        }
    }

    private void accept() throws AudioFormatException {
        if (pendingDamage != null) {
            throw pendingDamage;
        }
        int rate = frame.sample_rate();
        int channels = frame.ch_layout().nb_channels();
        if (info == null) {
            SampleBlocks.requireFormat(rate, channels);
            info =
                    new AudioInfo(
                            container.label(),
                            input.codec().label,
                            rate,
                            channels,
                            promisedFrames(rate));
        } else if (rate != info.sampleRateHz() || channels != info.channels()) {
            throw new AudioFormatException(
                    "changes from %d Hz, %d channels to %d Hz, %d channels; split it there"
                            .formatted(info.sampleRateHz(), info.channels(), rate, channels));
        }
        block = mixer.mix(frame);
        blockStart = 0;
        blockEnd = frame.nb_samples();
        if (input.codec() == FfmpegCodec.AAC && info.lengthFrames() >= 0) {
            // The encoder filled its last frame up; FFmpeg leaves that on.
            blockEnd = (int) Math.min(blockEnd, Math.max(0, info.lengthFrames() - decoded));
        }
        SampleBlocks.requireFinite(block, 0, blockEnd, decoded, rate);
        decoded += blockEnd;
    }

    private long promisedFrames(int rate) {
        AVStream stream = input.stream();
        long duration = stream.duration();
        if (container == Container.OGG && stream.start_time() > 0) {
            // A recording of a broadcast counts from the broadcast's beginning.
            duration -= stream.start_time();
        }
        if (duration <= 0) {
            return -1;
        }
        long frames =
                avutil.av_rescale(
                        duration, (long) stream.time_base().num() * rate, stream.time_base().den());
        // Ogg counts what an Opus decoder throws away at its start.
        return input.codec() == FfmpegCodec.OPUS
                ? Math.max(0, frames - stream.codecpar().initial_padding())
                : frames;
    }

    private void requireComplete() throws AudioFormatException {
        if (info.lengthFrames() - decoded > input.codec().toleranceFrames) {
            throw new AudioFormatException(
                    String.format(
                            Locale.ROOT,
                            "truncated: the header promises %.2f s, the file holds %.2f s",
                            info.durationSeconds(),
                            (double) decoded / info.sampleRateHz()));
        }
    }
}
