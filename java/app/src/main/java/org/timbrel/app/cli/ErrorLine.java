// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.timbrel.app.FileFailure;
import org.timbrel.app.InputException;
import org.timbrel.app.OutputException;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.nn.train.InsufficientDataException;
import org.timbrel.nn.train.TrainingDivergedException;

/** One line that says what went wrong, for people. */
final class ErrorLine {

    private ErrorLine() {}

    /** {@code bad.wav: no such file}. */
    static String of(FileFailure failure) {
        return of(failure.file(), failure.cause());
    }

    /**
     * {@code bad.wav: no such file}, or {@code a.wav: a.npz: permission denied} where writing
     * failed.
     */
    static String of(Path file, Throwable cause) {
        if (cause instanceof OutputException output) {
            String written = of(output.file(), output.getCause());
            return output.file().equals(file) ? written : file + ": " + written;
        }
        String reason = oneLine(known(cause));
        boolean other = named(cause) != null && !named(cause).equals(file);
        return file + ": " + reason + (other ? " (" + named(cause) + ")" : "");
    }

    /** What went wrong, where no file is known beforehand; the exception may name one. */
    static String of(Throwable cause) {
        if (cause instanceof OutputException output) {
            return of(output.file(), output.getCause());
        }
        if (cause instanceof InputException input) {
            return of(input.file(), input.getCause());
        }
        return named(cause) == null ? oneLine(known(cause)) : of(named(cause), cause);
    }

    /** The file that the exception names, or null. */
    private static Path named(Throwable cause) {
        return cause instanceof FileSystemException e && e.getFile() != null
                ? Path.of(e.getFile())
                : null;
    }

    private static String known(Throwable cause) {
        if (cause instanceof NoSuchFileException || cause instanceof FileNotFoundException) {
            return "no such file";
        }
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NotDirectoryException) {
            return "is not a folder";
        }
        if (cause instanceof FileAlreadyExistsException) {
            return "exists already; --force replaces it";
        }
        if (cause instanceof FileSystemLoopException) {
            return "links to a folder that holds it";
        }
        if (cause instanceof ReadOnlyFileSystemException) {
            return "the file system is read-only";
        }
        if (cause instanceof FileSystemException e && e.getReason() != null) {
            return lowerFirst(e.getReason());
        }
        if (cause instanceof OutOfMemoryError || cause.getCause() instanceof OutOfMemoryError) {
            return "not enough memory ("
                    + (Runtime.getRuntime().maxMemory() >> 20)
                    + " MiB): try fewer --jobs, or set TIMBREL_JAVA_OPTS=-Xmx8g";
        }
        if (cause instanceof IOException && cause.getMessage() != null) {
            return lowerFirst(cause.getMessage());
        }
        if (cause instanceof DeviceException
                || cause instanceof InsufficientDataException
                || cause instanceof TrainingDivergedException) {
            return cause.getMessage();
        }
        return "unexpected " + cause + "; " + GlobalOptions.DEBUG + " shows where";
    }

    private static String lowerFirst(String text) {
        boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
