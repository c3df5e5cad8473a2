// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io.encode;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a sound can be sent as, always mono. */
public enum StreamFormat {
    /** RIFF, 16 bits; the sizes are all ones where the length is not known. */
    WAV("audio/wav", "wav", 16),
    /** The same samples in half the bytes or so; frames of some 20 ms. */
    FLAC("audio/flac", "flac", 16),
    /** Some 96 kbit/s in Ogg, always at 48 kHz. */
    OPUS("audio/ogg; codecs=opus", "opus", 0),
    /** Signed 16-bit integers, little endian, and nothing else. */
    PCM("audio/pcm", "pcm", 16);

    private final String contentType;
    private final String extension;
    private final int bitDepth;

    StreamFormat(String contentType, String extension, int bitDepth) {
        this.contentType = contentType;
        this.extension = extension;
        this.bitDepth = bitDepth;
    }

    /** The media type of HTTP. */
    public String contentType() {
        return contentType;
    }

    /** How a file's name ends, without the dot. */
    public String extension() {
        return extension;
    }

    /** Bits of a sample, 0 where samples are not kept as such. */
    public int bitDepth() {
        return bitDepth;
    }

    /** The rate of what comes out for a sound at {@code sampleRateHz}. */
    public int sampleRateHz(int sampleRateHz) {
        return this == OPUS ? OpusCodec.RATE_HZ : sampleRateHz;
    }

    /** As users write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The format with that {@link #label}.
     *
     * @throws IllegalArgumentException if there is none, with those there are
     */
    public static StreamFormat named(String label) {
        for (StreamFormat format : values()) {
            if (format.label().equals(label)) {
                return format;
            }
        }
        throw new IllegalArgumentException(
                "format \"%s\" is none of %s"
                        .formatted(
                                label,
                                Arrays.stream(values())
                                        .map(StreamFormat::label)
                                        .collect(Collectors.joining(", "))));
    }
}
