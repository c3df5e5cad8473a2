// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.audio.io.AtomicFile;

/** The rule for every file that a job writes: nothing is overwritten unasked. */
public final class OutputFile {

    private OutputFile() {}

    /** Writes the file at the path it is given, folders included, complete or not at all. */
    public interface Body {
        void writeTo(Path file) throws IOException;
    }

    /**
     * Checks that {@code file} may be written, before the work that leads to it is done.
     *
     * @throws OutputException if it exists and {@code force} is false
     */
    public static void check(Path file, boolean force) throws OutputException {
        if (Files.exists(file) && !force) {
            throw new OutputException(file, new FileAlreadyExistsException(file.toString()));
        }
    }

    /**
     * Makes the folder of a file and tries it, before the work that leads to the file is done.
     *
     * @throws OutputException if nothing can be written there
     */
    public static void tryFolder(Path file) throws OutputException {
        try {
            AtomicFile.tryFolder(file);
        } catch (IOException e) {
            throw new OutputException(file, e);
        }
    }

    /**
     * Writes a file.
     *
     * @throws InputException as the body throws it
     * @throws OutputException if that fails, naming the file
     */
    public static void write(Path file, boolean force, Body body) throws IOException {
        check(file, force);
        try {
            body.writeTo(file);
        } catch (InputException | OutputException e) {
            throw e;
        } catch (IOException e) {
            throw new OutputException(file, e);
        }
    }
}
