// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.util.List;
import org.timbrel.app.FileFailure;
import org.timbrel.app.FileTasks;
import org.timbrel.app.InputException;
import org.timbrel.app.JobReport;

/** Does the same with many pieces, several at a time; the first that fails ends the study. */
final class StudyTasks {

    private StudyTasks() {}

    /** What is done with a piece. */
    interface Task<R> {
        R run(StudyPiece piece) throws IOException;
    }

    /**
     * Results in the order of the pieces.
     *
     * @throws StudyInterruptedException if the calling thread was interrupted
     * @throws IOException from a task
     */
    static <R> List<R> each(StudyFolder folder, List<StudyPiece> pieces, int jobs, Task<R> task)
            throws IOException {
        return done(folder, FileTasks.run(pieces, jobs, piece -> piece.sound(folder), task::run));
    }

    /** What a report holds, if it is whole. */
    static <R> List<R> done(StudyFolder folder, JobReport<R> report) throws IOException {
        if (report.interrupted()) {
            throw new StudyInterruptedException(folder);
        }
        for (FileFailure failure : report.failed()) {
            if (failure.cause() instanceof IOException io) {
                throw io;
            }
            if (failure.cause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new InputException(failure.file(), new IOException(failure.cause()));
        }
        return report.done();
    }
}
