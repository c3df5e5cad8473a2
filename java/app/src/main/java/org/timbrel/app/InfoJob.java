// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.timbrel.audio.features.FeatureFile;
import org.timbrel.audio.features.Features;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioFormatException;
import org.timbrel.audio.io.AudioInfo;
import org.timbrel.audio.io.SampleReader;

/** Says what a file holds: a sound or features, told apart by their first bytes. */
public final class InfoJob {

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final int BLOCK_SAMPLES = 1 << 14;

    private InfoJob() {}

    /**
     * Reads the whole of {@code file}.
     *
     * @throws IOException if it is neither or cannot be read, with one line that says why
     */
    public static FileInfo run(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a folder; name a file in it");
        }
        if (Files.size(file) == 0) {
            throw new AudioFormatException("is empty");
        }
        return isZip(file) ? features(file) : sound(file);
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        }
    }

    private static FeatureInfo features(Path file) throws IOException {
        Features features = FeatureFile.read(file);
        return new FeatureInfo(
                features.mfcc().frames(),
                features.mfcc().dims(),
                features.mel().dims(),
                features.spec());
    }

    private static SoundInfo sound(Path file) throws IOException {
        AudioInfo info = AudioFiles.info(file);
        double peak = 0;
        double squares = 0;
        long count = 0;
        float[] block = new float[BLOCK_SAMPLES];
        try (SampleReader reader = AudioFiles.open(file)) {
            for (int read = reader.read(block, 0, block.length);
                    read > 0;
                    read = reader.read(block, 0, block.length)) {
                for (int i = 0; i < read; i++) {
                    peak = Math.max(peak, Math.abs(block[i]));
                    squares += (double) block[i] * block[i];
                }
                count += read;
            }
        }
        return new SoundInfo(
                info.format(),
                info.codec(),
                info.sampleRateHz(),
                info.channels(),
                (double) count / info.sampleRateHz(),
                20 * Math.log10(peak),
                10 * Math.log10(squares / Math.max(1, count)));
    }
}
