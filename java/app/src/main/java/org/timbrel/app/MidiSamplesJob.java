// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;
import java.util.List;
import org.timbrel.music.compose.Composer;
import org.timbrel.music.compose.Corpus;
import org.timbrel.music.midi.MidiWriter;
import org.timbrel.music.score.Score;
import org.timbrel.music.score.TempoMap;

/** Writes the composed pieces as MIDI files, one a piece; always the same bytes. */
public final class MidiSamplesJob {

    private final Path folder;
    private final boolean force;
    private final int jobs;

    /** A piece that was written. */
    public record Written(String piece, Path file, int notes, double seconds) {}

    /**
     * @param folder made if it is not there
     * @param force whether files that exist are replaced
     * @param jobs how many pieces at a time, at least 1
     */
    public MidiSamplesJob(Path folder, boolean force, int jobs) {
        this.folder = folder;
        this.force = force;
        this.jobs = jobs;
    }

    /** Writes all pieces. */
    public JobReport<Written> run() {
        return FileTasks.run(
                List.copyOf(Corpus.pieces().entrySet()),
                jobs,
                piece -> file(piece.getKey()),
                piece -> {
                    Score score = Composer.compose(piece.getValue());
                    Path file = file(piece.getKey());
                    OutputFile.check(file, force);
                    OutputFile.write(file, force, path -> MidiWriter.write(score, path));
                    double seconds = new TempoMap(score).seconds(score.end());
                    return new Written(piece.getKey(), file, score.noteCount(), seconds);
                });
    }

    private Path file(String piece) {
        return folder.resolve(piece + ".mid");
    }
}
