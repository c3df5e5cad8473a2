// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.List;
import java.util.Map;

/**
 * What was measured of sounds that stand in the place of the judged stretches.
 *
 * @param pieces one a judged piece that there is a sound of, in their order
 * @param frechet distance of all of them from all of the stretches, by their log-mel levels
 */
record SampleMeasures(List<OfPiece> pieces, double frechet) {

    /**
     * Of one.
     *
     * @param piece its name
     * @param seconds that there are; fewer where the music ended
     * @param sound distances from the piece's own stretch, by the name of the measure; NaN where
     *     one has no meaning
     * @param notes measures of the notes, likewise; empty where there are none
     * @param features of the notes, by name, for distances within and between sets; likewise
     */
    record OfPiece(
            String piece,
            double seconds,
            Map<String, Double> sound,
            Map<String, Double> notes,
            Map<String, List<Double>> features) {

        OfPiece {
            sound = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(sound));
            notes = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(notes));
            features =
                    java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(features));
        }
    }

    SampleMeasures {
        pieces = List.copyOf(pieces);
    }
}
