// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.tokens;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Tokens by name, numbered as they are added. */
final class Vocabulary {

    private final List<String> names = new ArrayList<>();

    int add(String name) {
        names.add(name);
        return names.size() - 1;
    }

    /** A run of tokens; the first. */
    int addAll(int count, IntFunction<String> name) {
        int first = names.size();
        for (int i = 0; i < count; i++) {
            names.add(name.apply(i));
        }
        return first;
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
