// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/** Opens sound files. What a file is, its content says: the name's ending does not matter. */
public final class AudioFiles {

    private static final Set<String> EXTENSIONS =
            Set.of("wav", "flac", "ogg", "oga", "opus", "mp3", "m4a");

    private static final int FIRST_BLOCK_SAMPLES = 65_536;
    // Some virtual machines cannot make longer arrays.
    private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    private AudioFiles() {}

    /**
     * Opens a file at its own sample rate; channels are mixed to their mean.
     *
     * @throws AudioFormatException if it is no sound that Timbrel reads, or damaged. Damage beyond
     *     the header shows when the reader gets there
     * @throws IOException if it cannot be read
     */
    public static SampleReader open(Path file) throws IOException {
        return openFile(file);
    }

    /**
     * As {@link #open(Path)}, resampled where the file's rate is another: n samples become {@code
     * ceil(n * sampleRateHz / rate)}, the first at the same instant.
     *
     * @param sampleRateHz 1,000..384,000
     */
    public static SampleReader open(Path file, int sampleRateHz) throws IOException {
        ResamplerStream.requireRate(sampleRateHz);
        return resampled(openFile(file), sampleRateHz);
    }

    /**
     * A sound at a rate, as {@link #open(Path, int)} gives it; the reader itself where that is its
     * own.
     *
     * @param reader closed with what is returned
     * @param sampleRateHz 1,000..384,000
     * @throws IOException if the converter cannot be made
     */
    public static SampleReader resampled(SampleReader reader, int sampleRateHz) throws IOException {
        return reader.sampleRateHz() == sampleRateHz ? reader : new Resampler(reader, sampleRateHz);
    }

    /** What the file's header says; fails as {@link #open(Path)} does. */
    public static AudioInfo info(Path file) throws IOException {
        try (AudioFileReader reader = openFile(file)) {
            return reader.info();
        }
    }

    /** Whether the name ends as sound files do: wav, flac, ogg, oga, opus, mp3 or m4a. */
    public static boolean hasAudioExtension(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            return false;
        }
        String text = name.toString().toLowerCase(Locale.ROOT);
        int dot = text.lastIndexOf('.');
        return dot > 0 && EXTENSIONS.contains(text.substring(dot + 1));
    }

    /**
     * Reads all that is left. Does not close the reader.
     *
     * @throws AudioFormatException if there are no samples or more than an array holds
     */
    public static AudioClip readAll(SampleReader reader) throws IOException {
        float[] samples = new float[FIRST_BLOCK_SAMPLES];
        int total = 0;
        while (true) {
            int n = reader.read(samples, total, samples.length - total);
            if (n < 0) {
                break;
            }
            total += n;
            if (total == samples.length) {
                if (total == MAX_ARRAY_LENGTH) {
                    throw new AudioFormatException(
                            "too long to hold at once: more than " + total + " samples");
                }
                samples = Arrays.copyOf(samples, (int) Math.min(MAX_ARRAY_LENGTH, 2L * total));
            }
        }
        if (total == 0) {
            throw new AudioFormatException("no sound: 0 samples");
        }
        return new AudioClip(Arrays.copyOf(samples, total), reader.sampleRateHz());
    }

    private static AudioFileReader openFile(Path file) throws IOException {
        Container container = Container.of(file);
        return container == Container.WAV ? new WavReader(file) : new FfmpegReader(file, container);
    }
}
