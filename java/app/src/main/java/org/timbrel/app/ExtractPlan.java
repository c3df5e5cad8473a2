// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Which sound becomes which feature file.
 *
 * @param items one a sound, in the order in which the inputs name them, folders sorted
 * @param unreadable inputs and parts of folders that could not be looked at
 */
public record ExtractPlan(List<Item> items, List<FileFailure> unreadable) {

    private static final String EXTENSION = ".npz";

    /** A sound and the feature file it becomes. */
    public record Item(Path input, Path output) {}

    public ExtractPlan {
        items = List.copyOf(items);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * Plans an extraction. One sound and an {@code output} that ends in {@code .npz} become that
     * file; otherwise {@code output} is a folder in which the inputs' relative paths are repeated.
     * A named file is taken whatever it is called; of folders, the sounds that {@link SoundFolder}
     * finds. {@code a.wav} becomes {@code a.npz}, or {@code a.wav.npz} where an {@code a.flac} lies
     * beside it.
     *
     * @throws IllegalArgumentException if no such plan is possible, with one line that says why
     */
    public static ExtractPlan of(List<Path> inputs, Path output) {
        Map<Path, Path> relative = new LinkedHashMap<>();
        List<FileFailure> unreadable = new ArrayList<>();
        for (Path input : inputs) {
            if (Files.isDirectory(input)) {
                addFolder(input, relative, unreadable);
            } else if (Files.exists(input)) {
                relative.putIfAbsent(input.normalize(), input.normalize().getFileName());
            } else {
                unreadable.add(new FileFailure(input, new NoSuchFileException(input.toString())));
            }
        }
        boolean oneFile = output.getFileName() != null && output.toString().endsWith(EXTENSION);
        return new ExtractPlan(
                oneFile ? toFile(inputs, relative, output) : toFolder(relative, output),
                unreadable);
    }

    private static void addFolder(
            Path folder, Map<Path, Path> relative, List<FileFailure> unreadable) {
        SoundFolder found = SoundFolder.walk(folder);
        if (found.sounds().isEmpty() && found.unreadable().isEmpty()) {
            unreadable.add(
                    new FileFailure(
                            folder, new IOException("no sound files in this folder or below it")));
        }
        unreadable.addAll(found.unreadable());
        for (Path sound : found.sounds()) {
            relative.putIfAbsent(sound.normalize(), folder.relativize(sound));
        }
    }

    private static List<Item> toFile(List<Path> inputs, Map<Path, Path> relative, Path output) {
        if (inputs.size() > 1 || inputs.stream().anyMatch(Files::isDirectory)) {
            throw new IllegalArgumentException(
                    "several sounds cannot become one file: "
                            + output
                            + " must be a folder, whose name does not end in "
                            + EXTENSION);
        }
        return items(Map.copyOf(relative), input -> output);
    }

    private static List<Item> toFolder(Map<Path, Path> relative, Path output) {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new IllegalArgumentException(
                    output + " is a file; name a folder, or one input and a name in " + EXTENSION);
        }
        Map<Path, Integer> sharers = new HashMap<>();
        for (Path path : relative.values()) {
            sharers.merge(withoutExtension(path), 1, Integer::sum);
        }
        return items(
                relative,
                input -> {
                    Path path = relative.get(input);
                    Path stem = withoutExtension(path);
                    Path kept = sharers.get(stem) > 1 ? path : stem;
                    return output.resolve(kept.resolveSibling(kept.getFileName() + EXTENSION));
                });
    }

    private static List<Item> items(Map<Path, Path> relative, UnaryOperator<Path> outputOf) {
        Map<Path, Path> inputOf = new HashMap<>();
        List<Item> items = new ArrayList<>();
        for (Path input : relative.keySet()) {
            Path output = outputOf.apply(input);
            Path other = inputOf.putIfAbsent(output, input);
            if (other != null) {
                throw new IllegalArgumentException(
                        other + " and " + input + " would both become " + output);
            }
            if (same(input, output)) {
                throw new IllegalArgumentException(input + " is both input and output");
            }
            items.add(new Item(input, output));
        }
        return items;
    }

    private static boolean same(Path input, Path output) {
        try {
            return Files.isSameFile(input, output);
        } catch (IOException e) {
            return false; // at least one of them is not there
        }
    }

    private static Path withoutExtension(Path path) {
        String name = path.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? path : path.resolveSibling(name.substring(0, dot));
    }
}
