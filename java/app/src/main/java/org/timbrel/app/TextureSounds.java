// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.timbrel.nn.train.InsufficientDataException;

/** Which sound of a texture every file belongs to. What was named by one argument is one sound. */
final class TextureSounds {

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<Integer, Path> learned = new LinkedHashMap<>();

    /** An argument, and the files that were read of it. */
    record Input(String name, List<Path> files) {
        Input {
            files = List.copyOf(files);
        }
    }

    /**
     * Sounds behind those that a model has already.
     *
     * @param before names of the sounds that come first
     * @param inputs to learn from; one without files is no sound, and a file that two name belongs
     *     to the first
     */
    TextureSounds(List<String> before, List<Input> inputs) {
        names.addAll(before);
        for (Input input : inputs) {
            List<Path> own =
                    input.files().stream()
                            .filter(file -> !numbers.containsKey(file.toString()))
                            .toList();
            if (own.isEmpty()) {
                continue;
            }
            int number = names.size();
            own.forEach(file -> numbers.put(file.toString(), number));
            learned.put(number, whole(input.name()));
            names.add(unused(nameOf(input.name())));
        }
    }

    /** The name of a file or folder without extension, and without what conditions are split at. */
    static String nameOf(String input) {
        Path last = whole(input).getFileName();
        String name = last == null ? "sound" : last.toString();
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[=,:\\s]", "_");
    }

    private static Path whole(String input) {
        return Path.of(input).toAbsolutePath().normalize();
    }

    private String unused(String name) {
        String unused = name;
        for (int k = 2; names.contains(unused); k++) {
            unused = name + "-" + k;
        }
        return unused;
    }

    /**
     * Adds what is held out: it belongs to the only sound, or to that of the same name; of several
     * that were called alike, to that whose folders are called alike the farthest up.
     *
     * @throws InsufficientDataException if there is none, or which it is cannot be told
     */
    void addHeldOut(List<Input> inputs) {
        for (Input input : inputs) {
            int number = heldOutOf(input.name());
            input.files().forEach(file -> numbers.putIfAbsent(file.toString(), number));
        }
    }

    private int heldOutOf(String input) {
        List<Integer> candidates = List.copyOf(learned.keySet());
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        String name = nameOf(input);
        List<Integer> alike = calledBy(name);
        if (alike.isEmpty()) {
            throw new InsufficientDataException(
                    "%s is held out of no sound: there are %s to train on"
                            .formatted(input, listed(candidates)));
        }
        Path path = whole(input);
        int most = alike.stream().mapToInt(n -> alikeUpwards(learned.get(n), path)).max().orElse(0);
        List<Integer> nearest =
                alike.stream().filter(n -> alikeUpwards(learned.get(n), path) == most).toList();
        if (nearest.size() > 1) {
            throw new InsufficientDataException(
                    "%s could be held out of %s: call it by one of these names, or lay it in a folder called as that of its sound"
                            .formatted(input, listed(nearest)));
        }
        return nearest.get(0);
    }

    /** Those whose files have the name; where there are none, the one that got it. */
    private List<Integer> calledBy(String name) {
        List<Integer> alike =
                learned.keySet().stream()
                        .filter(number -> nameOf(learned.get(number).toString()).equals(name))
                        .toList();
        return alike.isEmpty()
                ? learned.keySet().stream().filter(n -> names.get(n).equals(name)).toList()
                : alike;
    }

    private String listed(List<Integer> sounds) {
        return sounds.stream().map(names::get).collect(Collectors.joining(", "));
    }

    /** How many folders above two files have the same names, from the nearest on. */
    private static int alikeUpwards(Path one, Path other) {
        int count = 0;
        Path a = one.getParent();
        Path b = other.getParent();
        while (a != null
                && b != null
                && a.getFileName() != null
                && a.getFileName().equals(b.getFileName())) {
            count++;
            a = a.getParent();
            b = b.getParent();
        }
        return count;
    }

    /** Adds frames that are no file's. */
    void add(String name, int number) {
        numbers.put(name, number);
    }

    /** In the order of their numbers. */
    List<String> names() {
        return List.copyOf(names);
    }

    /** The number of a file's sound. */
    int of(String file) {
        return numbers.get(file);
    }
}
