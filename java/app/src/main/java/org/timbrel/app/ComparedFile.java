// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.nio.file.Path;
import java.util.List;
import org.timbrel.audio.metrics.LevelDistance;
import org.timbrel.audio.metrics.Portrait;
import org.timbrel.audio.metrics.TexStat;

/**
 * One of a folder's sounds against the whole reference.
 *
 * @param seconds its length
 * @param longTermDb LT
 * @param texStat over all pairs of segments; NaN where it is too short
 */
public record ComparedFile(Path file, double seconds, double longTermDb, double texStat) {

    static List<ComparedFile> of(List<Portrait> reference, List<Compared.Sound> others) {
        return others.stream()
                .map(
                        sound ->
                                new ComparedFile(
                                        sound.file(),
                                        sound.portrait().seconds(),
                                        LevelDistance.longTerm(reference, sound.portrait()),
                                        TexStat.unaligned(reference, sound.portrait())))
                .toList();
    }
}
