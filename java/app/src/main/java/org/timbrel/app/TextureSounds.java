// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.timbrel.nn.train.InsufficientDataException;

/** Which sound of a texture every file belongs to. What was named by one argument is one sound. */
final class TextureSounds {

    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final Map<String, Integer> byInput = new LinkedHashMap<>();

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
            String name = nameOf(input.name());
            byInput.putIfAbsent(name, number);
            names.add(unused(name));
        }
    }

    /** The name of a file or folder without extension, and without what conditions are split at. */
    static String nameOf(String input) {
        Path last = Path.of(input).toAbsolutePath().normalize().getFileName();
        String name = last == null ? "sound" : last.toString();
        int dot = name.lastIndexOf('.');
        return (dot > 0 ? name.substring(0, dot) : name).replaceAll("[=,:\\s]", "_");
    }

    private String unused(String name) {
        String unused = name;
        for (int k = 2; names.contains(unused); k++) {
            unused = name + "-" + k;
        }
        return unused;
    }

    /**
     * Adds what is held out: it belongs to the sound of the same name, or to the only one.
     *
     * @throws InsufficientDataException if there is none
     */
    void addHeldOut(List<Input> inputs) {
        for (Input input : inputs) {
            Integer number =
                    byInput.size() == 1
                            ? byInput.values().iterator().next()
                            : byInput.get(nameOf(input.name()));
            if (number == null) {
                throw new InsufficientDataException(
                        "%s is held out of no sound: there are %s to train on"
                                .formatted(input.name(), String.join(", ", byInput.keySet())));
            }
            input.files().forEach(file -> numbers.putIfAbsent(file.toString(), number));
        }
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
