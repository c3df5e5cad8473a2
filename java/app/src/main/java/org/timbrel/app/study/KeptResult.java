// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.timbrel.app.InputException;
import org.timbrel.app.OutputFile;
import org.timbrel.app.TextFile;

/**
 * What a part of a study came to, in a file of its own: a study that goes on reads it there instead
 * of doing the part again.
 *
 * @param <R> a record
 */
final class KeptResult<R> {

    // What is no number is a string, which is read back as none.
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Path file;
    private final Class<R> type;

    KeptResult(Path file, Class<R> type) {
        this.file = file;
        this.type = type;
    }

    /** Does the part. */
    interface Work<R> {
        R run() throws IOException;
    }

    /** Whether the part is done. */
    boolean isDone() {
        return Files.exists(file);
    }

    /** What was kept; where nothing was, what the work comes to, which is kept from then on. */
    R orElse(Work<R> work) throws IOException {
        if (!isDone()) {
            R result = work.run();
            write(result);
        }
        return read();
    }

    private void write(R result) throws IOException {
        String text = JSON.writeValueAsString(result) + "\n";
        OutputFile.write(file, true, path -> TextFile.write(path, text));
    }

    /** Always from the file, so that a study that went on computes with the same digits. */
    private R read() throws IOException {
        try {
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new InputException(
                    file,
                    new IOException(
                            "does not hold what the study kept in it: delete it, and --resume makes it again",
                            e));
        }
    }
}
