// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/** Sound files as jobs read them. */
public final class SoundFile {

    private SoundFile() {}

    /**
     * All samples at the file's own rate.
     *
     * @throws InputException naming the file, if it cannot be read
     */
    public static AudioClip read(Path file) throws InputException {
        try {
            requireFile(file);
            try (SampleReader reader = AudioFiles.open(file)) {
                return AudioFiles.readAll(reader);
            }
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /** As above, resampled where needed. */
    static AudioClip read(Path file, int sampleRateHz) throws InputException {
        try {
            requireFile(file);
            try (SampleReader reader = AudioFiles.open(file, sampleRateHz)) {
                return AudioFiles.readAll(reader);
            }
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /**
     * A file at its own rate, to be read in blocks.
     *
     * @throws InputException naming the file, if it cannot be opened
     */
    static SampleReader open(Path file) throws InputException {
        try {
            requireFile(file);
            return AudioFiles.open(file);
        } catch (IOException e) {
            throw new InputException(file, e);
        }
    }

    /** Samples that a file's header promises; 0 if it does not say. */
    static long samples(Path file) throws IOException {
        return Math.max(0, AudioFiles.info(file).lengthFrames());
    }

    private static void requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a folder; name a file in it");
        }
    }
}
