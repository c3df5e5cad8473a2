// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Knows a file again under another name: one that links to it, or goes another way. */
final class SameFiles {

    private final Map<Path, Path> names = new HashMap<>();

    /** The name under which this file came first. */
    Path first(Path file) {
        Path real;
        try {
            real = file.toRealPath();
        } catch (IOException e) {
            real = file.toAbsolutePath().normalize(); // Reported when it is read.
        }
        return names.computeIfAbsent(real, same -> file);
    }
}
