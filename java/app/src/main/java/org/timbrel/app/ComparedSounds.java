// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.io.AudioInfo;

/**
 * The sound files that one side of a comparison names.
 *
 * @param path a file or a folder
 * @param folder which
 * @param sounds of a folder, those that its name and below it are found, sorted
 * @param failed what could not be looked at
 */
record ComparedSounds(Path path, boolean folder, List<Sound> sounds, List<FileFailure> failed) {

    // As features have.
    private static final int LEAST_RATE_HZ = 1000;
    private static final int MOST_RATE_HZ = 384_000;

    /** A file and what its header says. */
    record Sound(Path file, AudioInfo info) {}

    ComparedSounds {
        sounds = List.copyOf(sounds);
        failed = List.copyOf(failed);
    }

    /**
     * Looks at the files, without reading them.
     *
     * @throws InputException if a file cannot be read, or no file of a folder
     */
    static ComparedSounds of(Path path) throws InputException {
        if (!Files.isDirectory(path)) {
            try {
                return new ComparedSounds(
                        path, false, List.of(new Sound(path, AudioFiles.info(path))), List.of());
            } catch (IOException e) {
                throw new InputException(path, e);
            }
        }
        SoundFolder found = SoundFolder.walk(path);
        List<Sound> sounds = new ArrayList<>();
        List<FileFailure> failed = new ArrayList<>(found.unreadable());
        for (Path file : found.sounds()) {
            try {
                sounds.add(new Sound(file, AudioFiles.info(file)));
            } catch (IOException e) {
                failed.add(new FileFailure(file, e));
            }
        }
        if (sounds.isEmpty()) {
            String what = failed.isEmpty() ? "no sound files" : "no sound file that can be read";
            throw new InputException(
                    path, new IOException(what + " in this folder or below it", cause(failed)));
        }
        return new ComparedSounds(path, true, sounds, failed);
    }

    private static Throwable cause(List<FileFailure> failed) {
        return failed.isEmpty() ? null : failed.get(0).cause();
    }

    /**
     * The rate that most of the sounds have; of several, the highest.
     *
     * @throws InputException if nothing can be measured at it
     */
    int commonRateHz() throws InputException {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        sounds.forEach(sound -> counts.merge(sound.info().sampleRateHz(), 1, Integer::sum));
        int best = 0;
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            int more = entry.getValue() - counts.getOrDefault(best, 0);
            if (more > 0 || (more == 0 && entry.getKey() > best)) {
                best = entry.getKey();
            }
        }
        requireMeasured(path, best);
        return best;
    }

    /**
     * Checks a rate at which sounds are to be measured.
     *
     * @param path what has it
     * @throws InputException if it is outside what the measures take
     */
    static void requireMeasured(Path path, int rateHz) throws InputException {
        if (rateHz < LEAST_RATE_HZ || rateHz > MOST_RATE_HZ) {
            throw new InputException(
                    path,
                    new IOException(
                            String.format(
                                    Locale.ROOT,
                                    "its rate, %d Hz, is outside %d..%d, at which sounds are"
                                            + " measured: resample it",
                                    rateHz,
                                    LEAST_RATE_HZ,
                                    MOST_RATE_HZ)));
        }
    }

    /** As far as the headers say. */
    double seconds() {
        return sounds.stream()
                .mapToDouble(sound -> sound.info().durationSeconds())
                .filter(Double::isFinite)
                .sum();
    }

    /** What a sound of a folder is known by: its path in the folder, without the extension. */
    String name(Path file) {
        String name = folder ? path.relativize(file).toString() : file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
    }
}
