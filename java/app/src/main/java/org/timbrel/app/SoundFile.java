// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.SampleReader;

/** Sound files read whole. */
final class SoundFile {

    private SoundFile() {}

    /**
     * All samples at the file's own rate.
     *
     * @throws InputException naming the file, if it cannot be read
     */
    static AudioClip read(Path file) throws InputException {
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

    private static void requireFile(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a folder; name a file in it");
        }
    }
}
