// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.timbrel.nn.train.RunFolder;

/** Finds the checkpoint that a user means: a file, a run folder, or a shipped model's name. */
public final class ModelFile {

    private static final String EXTENSION = ".safetensors";

    private ModelFile() {}

    /**
     * Looks for a checkpoint.
     *
     * @param name a file; a run folder, whose best checkpoint is taken; or a shipped model's name
     * @param shipped the folder of shipped models
     * @throws IOException if there is no such thing, with the names of the shipped models
     */
    public static Path find(String name, Path shipped) throws IOException {
        Path path = Path.of(name);
        if (Files.isDirectory(path)) {
            RunFolder run = new RunFolder(path);
            if (Files.exists(run.best())) {
                return run.best();
            }
            if (Files.exists(run.last())) {
                return run.last();
            }
            throw new IOException(path + ": holds no run: best.safetensors is missing");
        }
        if (Files.exists(path)) {
            return path;
        }
        Path model = shipped.resolve(name + EXTENSION);
        if (path.getNameCount() == 1 && Files.exists(model)) {
            return model;
        }
        List<String> names = names(shipped);
        if (path.getNameCount() > 1 || name.endsWith(EXTENSION) || names.isEmpty()) {
            throw new NoSuchFileException(name);
        }
        throw new IOException(
                name
                        + ": no such file, and no shipped model has that name; there are: "
                        + String.join(", ", names));
    }

    /** Names of the models in a folder, sorted. */
    public static List<String> names(Path shipped) throws IOException {
        if (!Files.isDirectory(shipped)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(shipped)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(EXTENSION))
                    .map(file -> file.substring(0, file.length() - EXTENSION.length()))
                    .sorted()
                    .toList();
        }
    }
}
