// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.compose;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Divides bars into notes: a group into beats, a beat into eighths, by chance or not at all. */
final class RhythmGrammar {

    private RhythmGrammar() {}

    /**
     * A bar.
     *
     * @return eighths of its notes
     */
    static List<Integer> bar(Pulse pulse, Random random) {
        List<Integer> notes = new ArrayList<>();
        for (int group : pulse.groups()) {
            if (pulse.beat() == 3) {
                notes.addAll(
                        switch (random.nextInt(5)) {
                            case 0, 1 -> List.of(1, 1, 1);
                            case 2, 3 -> List.of(2, 1);
                            default -> List.of(3);
                        });
            } else if (group == 6 && random.nextInt(4) == 0) {
                notes.addAll(List.of(3, 1, 2));
            } else if (group == 4 && random.nextInt(5) == 0) {
                notes.addAll(List.of(3, 1));
            } else {
                for (int beat = 0; beat < group; beat += 2) {
                    notes.addAll(random.nextInt(5) < 3 ? List.of(1, 1) : List.of(2));
                }
            }
        }
        return notes;
    }
}
