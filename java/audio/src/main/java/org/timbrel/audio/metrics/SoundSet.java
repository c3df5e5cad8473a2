// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Sounds that are judged together: one, or those of a folder. All are at the same rate.
 *
 * @param portraits at least one
 */
record SoundSet(List<Portrait> portraits) {

    SoundSet {
        portraits = List.copyOf(portraits);
        if (portraits.isEmpty()) {
            throw new IllegalArgumentException("no sounds to compare");
        }
        int rateHz = portraits.get(0).sampleRateHz();
        for (Portrait portrait : portraits) {
            if (portrait.sampleRateHz() != rateHz) {
                throw new IllegalArgumentException(
                        "sounds at "
                                + rateHz
                                + " Hz and at "
                                + portrait.sampleRateHz()
                                + " Hz: resample one");
            }
        }
    }

    List<LogMel> mels() {
        return portraits.stream().map(Portrait::mel).toList();
    }

    LogMel joined() {
        return LogMel.joined(mels());
    }

    List<TextureStatistics> segments() {
        return portraits.stream().flatMap(p -> p.segments().stream()).toList();
    }

    double seconds() {
        return portraits.stream().mapToDouble(Portrait::seconds).sum();
    }

    /**
     * Two different real stretches of the same: the halves of one sound, or every other sound of
     * several.
     *
     * @return two sets; null for a single sound of one frame
     */
    List<SoundSet> halves() {
        if (portraits.size() == 1) {
            Portrait only = portraits.get(0);
            return only.mel().frames() < 2
                    ? null
                    : List.of(
                            new SoundSet(List.of(only.firstHalf())),
                            new SoundSet(List.of(only.secondHalf())));
        }
        List<Portrait> first = new ArrayList<>();
        List<Portrait> second = new ArrayList<>();
        for (int i = 0; i < portraits.size(); i++) {
            (i % 2 == 0 ? first : second).add(portraits.get(i));
        }
        return List.of(new SoundSet(first), new SoundSet(second));
    }
}
