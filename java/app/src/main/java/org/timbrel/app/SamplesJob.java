// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.timbrel.audio.io.WavEncoding;
import org.timbrel.audio.io.WavWriter;
import org.timbrel.audio.texture.ProceduralTexture;

/** Writes procedural textures as 16-bit WAV files, one a texture. */
public final class SamplesJob {

    private final Path folder;
    private final double durationSeconds;
    private final long seed;
    private final boolean force;
    private final int jobs;

    /** A texture that was written. */
    public record Written(String texture, Path file, double seconds) {}

    /**
     * @param folder made if it is not there; holds {@code rain.wav} and so on
     * @param durationSeconds above 0
     * @param seed same seed and duration, same bytes
     * @param force whether files that exist are replaced
     * @param jobs how many textures at a time, at least 1
     */
    public SamplesJob(Path folder, double durationSeconds, long seed, boolean force, int jobs) {
        this.folder = folder;
        this.durationSeconds = durationSeconds;
        this.seed = seed;
        this.force = force;
        this.jobs = jobs;
    }

    /** Writes the given textures. */
    public JobReport<Written> run(List<ProceduralTexture> textures, Progress progress) {
        AtomicInteger done = new AtomicInteger();
        progress.start(
                "samples",
                Math.round(1000 * durationSeconds) * textures.size(),
                () -> done.get() + " of " + textures.size() + " textures");
        try {
            return FileTasks.run(
                    textures,
                    jobs,
                    this::file,
                    texture -> {
                        Written written = write(texture, progress);
                        done.incrementAndGet();
                        return written;
                    });
        } finally {
            progress.finish();
        }
    }

    private Path file(ProceduralTexture texture) {
        return folder.resolve(texture.label() + ".wav");
    }

    private Written write(ProceduralTexture texture, Progress progress) throws IOException {
        Path file = file(texture);
        OutputFile.check(file, force);
        try (MeteredReader reader =
                new MeteredReader(
                        texture.open(seed, durationSeconds),
                        (count, rateHz) -> progress.advance(Math.round(1000.0 * count / rateHz)))) {
            OutputFile.write(
                    file, force, path -> WavWriter.write(path, reader, WavEncoding.PCM_16));
            return new Written(texture.label(), file, reader.seconds());
        }
    }
}
