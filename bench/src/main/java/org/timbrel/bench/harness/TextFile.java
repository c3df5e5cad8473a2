// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.timbrel.audio.io.AtomicFile;

/** Small files of text. */
public final class TextFile {

    private TextFile() {}

    /**
     * Writes it whole or not at all, folders included, replacing what exists.
     *
     * @throws IOException naming the file, if it cannot be written
     */
    public static void write(Path file, String text) throws IOException {
        try {
            AtomicFile.write(
                    file,
                    channel -> {
                        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    });
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    /**
     * Makes the folder of a file and tries it, before the work that leads to the file is done.
     *
     * @throws IOException naming the file, if nothing can be written there
     */
    static void tryFolder(Path file) throws IOException {
        try {
            AtomicFile.tryFolder(file);
        } catch (IOException e) {
            throw named(file, e);
        }
    }

    private static IOException named(Path file, IOException why) {
        return new IOException(file + ": " + why.getMessage(), why);
    }
}
