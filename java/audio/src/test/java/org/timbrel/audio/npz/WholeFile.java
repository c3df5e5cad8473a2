// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.npz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** All arrays of a {@code .npz} file at once, in its order. */
public final class WholeFile {

    private WholeFile() {}

    public static Map<String, NpyArray> read(Path file) throws IOException {
        try (NpzReader reader = NpzReader.open(file)) {
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            for (String name : reader.names()) {
                arrays.put(name, reader.read(name));
            }
            return arrays;
        }
    }
}
