// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.timbrel.audio.features.FeatureSpec;
import org.timbrel.audio.io.AudioClip;
import org.timbrel.audio.io.AudioFiles;

/** The sounds that grains are taken from: a file, or all that can be read of a folder. */
final class CorpusSounds {

    // Of Java's memory; the rest is for rendering.
    private static final double MEMORY_SHARE = 0.75;
    // A sample is held as it was read and once more in the corpus.
    private static final double BYTES_PER_SAMPLE = 8;
    // A frame's vector, and at most 26 values of it once more.
    private static final int MORE_VALUES = 26;

    private CorpusSounds() {}

    /**
     * Reads them at the spec's rate.
     *
     * @param path a file or a folder
     * @param skipped takes each file of a folder that cannot be read
     * @throws IOException if the file, or no file of the folder, can be read, or all of them take
     *     more memory than there is
     */
    static List<AudioClip> read(Path path, FeatureSpec spec, Consumer<FileFailure> skipped)
            throws IOException {
        boolean folder = Files.isDirectory(path);
        List<Path> files = new ArrayList<>();
        if (folder) {
            SoundFolder found = SoundFolder.walk(path);
            found.unreadable().forEach(skipped);
            files.addAll(found.sounds());
        } else {
            files.add(path);
        }
        requireMemory(path, seconds(files), spec);
        List<AudioClip> clips = new ArrayList<>();
        for (Path file : files) {
            try {
                clips.add(SoundFile.read(file, spec.sampleRateHz()));
            } catch (InputException e) {
                if (!folder) {
                    throw e;
                }
                skipped.accept(new FileFailure(file, e.getCause()));
            }
        }
        if (clips.isEmpty()) {
            String what = files.isEmpty() ? "no sound files" : "no sound file that can be read";
            throw new InputException(path, new IOException(what + " in this folder or below it"));
        }
        return clips;
    }

    /** As far as the headers say. */
    private static double seconds(List<Path> files) {
        double seconds = 0;
        for (Path file : files) {
            seconds += seconds(file);
        }
        return seconds;
    }

    private static double seconds(Path file) {
        try {
            double seconds = AudioFiles.info(file).durationSeconds();
            return Double.isFinite(seconds) ? seconds : 0;
        } catch (IOException e) {
            return 0; // reading it will say why
        }
    }

    static void requireMemory(Path path, double seconds, FeatureSpec spec) throws InputException {
        double values = spec.framesPerSecond() * (spec.vectorSize() + MORE_VALUES);
        double bytes = seconds * (BYTES_PER_SAMPLE * spec.sampleRateHz() + Float.BYTES * values);
        double most = MEMORY_SHARE * Runtime.getRuntime().maxMemory();
        if (bytes > most) {
            throw new InputException(
                    path,
                    new IOException(
                            String.format(
                                    Locale.ROOT,
                                    "%.0f minutes of sound to take grains from take %,.0f MiB of"
                                            + " memory, and there are %,.0f: use less, or set"
                                            + " TIMBREL_JAVA_OPTS=-Xmx%.0fg",
                                    seconds / 60,
                                    bytes / (1 << 20),
                                    most / (1 << 20),
                                    Math.ceil(bytes / MEMORY_SHARE / (1 << 30)))));
        }
    }
}
