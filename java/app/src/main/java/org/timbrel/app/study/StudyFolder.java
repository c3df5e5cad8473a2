// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a study's files are.
 *
 * @param path of the folder
 */
public record StudyFolder(Path path) {

    private static final List<String> OWN =
            List.of("report.html", "results.json", "tables", "arms", "ceilings", "pieces");

    /** What was compared, how, and with what: the mark of a study. */
    public Path study() {
        return path.resolve("study.json");
    }

    /** All numbers. */
    public Path results() {
        return path.resolve("results.json");
    }

    /** The page to read. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** The page's tables and the numbers of its charts. */
    public Path tables() {
        return path.resolve("tables");
    }

    /** The pieces as they are compared: MIDI files, sounds and frames. */
    Path pieces() {
        return path.resolve("pieces");
    }

    /** What representations lose without a model. */
    Path ceilings() {
        return path.resolve("ceilings");
    }

    /** The run folder of an arm and seed. */
    Path run(Arm arm, long seed) {
        return path.resolve("arms").resolve(arm.name()).resolve("seed-" + seed);
    }

    /** Whether a study was begun here. */
    public boolean holdsStudy() {
        return Files.exists(study());
    }

    /**
     * Whether there is nothing here but what a study leaves that is killed while it begins.
     *
     * @throws IOException if it is no folder, or cannot be read
     */
    boolean isEmpty() throws IOException {
        if (!Files.exists(path)) {
            return true;
        }
        try (Stream<Path> content = Files.list(path)) {
            return content.map(file -> file.getFileName().toString())
                    .allMatch(name -> name.startsWith(".timbrel-") && name.endsWith(".tmp"));
        }
    }

    /** Deletes what a study wrote, its mark last; anything else stays. */
    void clear() throws IOException {
        for (String name : OWN) {
            delete(path.resolve(name));
        }
        Files.deleteIfExists(study());
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path folder, IOException failed)
                            throws IOException {
                        if (failed != null) {
                            throw failed;
                        }
                        Files.delete(folder);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
