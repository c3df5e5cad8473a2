// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;

/** The study was told to stop; what is done of it is kept. */
public final class StudyInterruptedException extends IOException {

    private static final long serialVersionUID = 1;

    StudyInterruptedException(StudyFolder folder) {
        super(folder.path() + ": interrupted; the same command with --resume goes on");
    }
}
