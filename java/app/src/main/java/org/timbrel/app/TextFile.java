// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.timbrel.audio.io.AtomicFile;

/** Small files of text. */
public final class TextFile {

    private TextFile() {}

    /** Writes it whole or not at all, in UTF-8. */
    public static void write(Path file, String text) throws IOException {
        AtomicFile.write(
                file,
                channel -> {
                    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                });
    }
}
