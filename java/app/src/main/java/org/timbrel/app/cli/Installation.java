// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.nio.file.Path;

/** Where Timbrel's own files are. */
public final class Installation {

    /** Set by the launcher: the root of the clone or of the installed distribution. */
    private static final String PROPERTY = "timbrel.home";

    private Installation() {}

    /** The folder of the shipped models; where nobody told where it is, one that is not there. */
    public static Path models() {
        return Path.of(System.getProperty(PROPERTY, "")).resolve("audio-samples/models");
    }
}
