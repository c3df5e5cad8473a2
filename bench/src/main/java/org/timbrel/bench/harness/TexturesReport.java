// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;
import org.timbrel.bench.copysynthesis.Aim;
import org.timbrel.bench.textures.LongDrift;
import org.timbrel.bench.textures.Morph;
import org.timbrel.bench.textures.TextureResult;

/**
 * How near learned textures come, as the JSON file holds it.
 *
 * @param date when it began, ISO 8601 in UTC
 * @param commit what was measured
 * @param machine where
 * @param threads that training and measuring used
 * @param busyCores that others kept busy before and after
 * @param quick whether networks were trained too little to be quoted
 * @param textureSeconds of each texture, a half to learn from and a half to judge; at most, where
 *     they are of a folder
 * @param seconds made by each system
 * @param seeds of learning and making
 * @param aims held against the run
 * @param means a system, over sounds and seeds; of drifts, their sizes
 * @param longDrifts a sound
 * @param results a sound, system and seed
 * @param morph from one sound to another; null where none was asked for
 */
public record TexturesReport(
        String date,
        Commit commit,
        Machine machine,
        int threads,
        double busyCores,
        boolean quick,
        double textureSeconds,
        double seconds,
        int seeds,
        List<Aim> aims,
        List<TextureResult> means,
        List<LongDrift> longDrifts,
        List<TextureResult> results,
        Morph morph) {

    public TexturesReport {
        aims = List.copyOf(aims);
        means = List.copyOf(means);
        longDrifts = List.copyOf(longDrifts);
        results = List.copyOf(results);
    }
}
