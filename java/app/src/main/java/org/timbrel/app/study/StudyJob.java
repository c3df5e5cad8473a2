// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.timbrel.app.InputException;
import org.timbrel.app.OutputFile;
import org.timbrel.app.Progress;
import org.timbrel.nn.device.Device;

/**
 * Compares representations of the same pieces, and writes a report: pieces are divided and played,
 * what representations lose without a model is made first, every arm is trained with the same
 * budget and several seeds, predicts the same test pieces, and goes on from the same primers.
 *
 * <p>Every part is kept as soon as it is done. A study that was stopped, or killed at any moment,
 * goes on behind the last of them to the same numbers.
 */
public final class StudyJob {

    private final Path input;
    private final StudyFolder folder;
    private final Settings settings;

    /** What becomes of a study that is in the folder already. */
    public enum Begin {
        /** It is left alone, and nothing is done. */
        NEW,
        /** It is replaced. */
        ANEW,
        /** It is gone on with; where there is none, one begins. */
        RESUME
    }

    /**
     * How to run it.
     *
     * @param spec of the study
     * @param quick whether the report says that it is cut short
     * @param threads of the processor; 0: as many as the process may use. No number depends on it
     * @param begin what becomes of a study that is there
     */
    public record Settings(StudySpec spec, boolean quick, int threads, Begin begin) {}

    /**
     * A study that is done.
     *
     * @param folder of it
     * @param results what it came to
     * @param seconds that it took, all its parts added up
     * @param limits what a quick study has less of, in a sentence; empty of a full one
     */
    public record Done(StudyFolder folder, StudyResults results, double seconds, String limits) {}

    /**
     * @param input a folder of MIDI files
     * @param output of the report; made if it is not there
     */
    public StudyJob(Path input, Path output, Settings settings) {
        this.input = input;
        this.folder = new StudyFolder(output);
        this.settings = settings;
    }

    /**
     * Runs the study to its end.
     *
     * @param notes hears, a line each, which files are left out
     * @throws StudyInterruptedException if the calling thread was interrupted; what is done is kept
     * @throws IllegalArgumentException if a setting is outside its range
     * @throws IOException if the pieces cannot be used, or something not be written
     */
    public Done run(Progress progress, Consumer<String> notes) throws IOException {
        settings.spec().check();
        requireFree();
        PieceReading reading = new PieceReading(input, settings.spec());
        List<PieceReading.Read> read = reading.all();
        PiecePreparation preparation = new PiecePreparation(settings.spec(), folder, jobs());
        preparation.require(input, reading, read);
        StudyRecord record;
        try (Device device = settings.spec().compute(settings.threads()).open()) {
            device.requireTraining();
            record = StudyRecord.begun(input, settings.spec(), settings.quick(), device.name());
            claim(record);
            reading.leftOut()
                    .forEach(
                            file -> notes.accept(file.source() + " is left out: " + file.reason()));
            return new StudyRun(input, folder, settings, jobs(), device, record)
                    .run(reading, read, progress);
        } finally {
            progress.finish();
        }
    }

    private int jobs() {
        return settings.threads() > 0
                ? settings.threads()
                : Runtime.getRuntime().availableProcessors();
    }

    /** Before anything is read: what is in the folder stays there unless one may replace it. */
    private void requireFree() throws IOException {
        if (folder.holdsStudy()) {
            if (settings.begin() == Begin.NEW) {
                throw new InputException(
                        folder.path(),
                        new IOException(
                                "holds a study: --resume goes on with it, --force begins anew"));
            }
        } else if (!folder.isEmpty()) {
            throw new InputException(
                    folder.path(),
                    new IOException(
                            "holds files that no study wrote; name another folder with -o"));
        }
        OutputFile.tryFolder(folder.study());
    }

    private void claim(StudyRecord record) throws IOException {
        if (folder.holdsStudy() && settings.begin() == Begin.RESUME) {
            StudyRecord.read(folder).requireSame(folder, record);
            return;
        }
        if (settings.begin() == Begin.ANEW) {
            folder.clear();
        }
        record.write(folder);
    }
}
