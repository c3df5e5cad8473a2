// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.metrics.TextureSketch;

/** Finds the sounds of a folder that are most like a given one as textures. */
public final class SimilarJob {

    private final int jobs;

    /**
     * A sound of the folder.
     *
     * @param distance TexStat, 0 at best
     * @param seconds its length
     * @param segments of it that were compared
     */
    public record Found(Path file, double distance, double seconds, int segments) {}

    /**
     * @param jobs how many files at a time, at least 1
     */
    public SimilarJob(int jobs) {
        this.jobs = jobs;
    }

    /**
     * All sounds of the folder and below it, the nearest first, at the query's rate; the query
     * itself is left out.
     *
     * @throws IOException if the query cannot be read, or there is no sound file in the folder
     */
    public JobReport<Found> run(Path query, Path folder, Progress progress) throws IOException {
        int rateHz;
        TextureSketch wanted;
        try {
            rateHz = AudioFiles.info(query).sampleRateHz();
            ComparedSounds.requireMeasured(query, rateHz);
            wanted = sketch(query, rateHz);
        } catch (InputException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException(query, e);
        }
        if (!Files.isDirectory(folder)) {
            String why = Files.exists(folder) ? "is a file; name a folder" : "no such folder";
            throw new InputException(folder, new IOException(why));
        }
        SoundFolder sounds = SoundFolder.walk(folder);
        List<Path> files = new ArrayList<>();
        for (Path file : sounds.sounds()) {
            if (!isSame(file, query)) {
                files.add(file);
            }
        }
        if (files.isEmpty() && sounds.unreadable().isEmpty()) {
            throw new InputException(
                    folder, new IOException("no other sound files in this folder or below it"));
        }
        AtomicInteger done = new AtomicInteger();
        progress.start("similar", files.size(), () -> done + " of " + files.size() + " files");
        try {
            JobReport<Found> report =
                    FileTasks.run(
                            files,
                            jobs,
                            file -> file,
                            file -> {
                                try {
                                    TextureSketch sketch = sketch(file, rateHz);
                                    return new Found(
                                            file,
                                            wanted.distance(sketch),
                                            sketch.seconds(),
                                            sketch.segments());
                                } finally {
                                    done.incrementAndGet();
                                    progress.advance(1);
                                }
                            });
            List<Found> found = new ArrayList<>(report.done());
            found.sort(Comparator.comparingDouble(Found::distance));
            List<FileFailure> failed = new ArrayList<>(sounds.unreadable());
            failed.addAll(report.failed());
            return new JobReport<>(found, failed, report.interrupted());
        } finally {
            progress.finish();
        }
    }

    private static TextureSketch sketch(Path file, int rateHz) throws IOException {
        double seconds = AudioFiles.info(file).durationSeconds();
        try (MeteredReader reader =
                new MeteredReader(AudioFiles.open(file, rateHz), (count, hz) -> {})) {
            return TextureSketch.of(reader, seconds);
        }
    }

    private static boolean isSame(Path file, Path query) {
        try {
            return Files.isSameFile(file, query);
        } catch (IOException e) {
            return false; // reading it will say why
        }
    }
}
