// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.List;

/**
 * What came of a job over many files.
 *
 * @param <R> what the job returns for a file
 * @param done the results, in the order of the inputs
 * @param failed the files that failed, in the order of the inputs
 * @param interrupted whether the job was stopped before its end; what is done is complete and
 *     usable
 */
public record JobReport<R>(List<R> done, List<FileFailure> failed, boolean interrupted) {

    public JobReport {
        done = List.copyOf(done);
        failed = List.copyOf(failed);
    }
}
