// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one model of two sounds makes on the way from one to the other.
 *
 * @param from the sound at its beginning
 * @param to the sound at its end
 * @param trainingSeconds of the model
 * @param places on the way, from the beginning to the end
 */
public record Morph(String from, String to, double trainingSeconds, List<Place> places) {

    /**
     * A place on the way, where the weights stand still.
     *
     * @param share of the weights that the second sound has, 0..1
     * @param toFrom the TexStat distance to the held-out half of the first sound
     * @param toTo the same to that of the second
     */
    public record Place(double share, double toFrom, double toTo) {}

    public Morph {
        places = List.copyOf(places);
    }

    /** Whether every step leads away from the first sound and nearer to the second. */
    public boolean isMonotonic() {
        return grows(Place::toFrom) && grows(place -> -place.toTo());
    }

    private boolean grows(ToDoubleFunction<Place> distance) {
        for (int k = 1; k < places.size(); k++) {
            if (!(distance.applyAsDouble(places.get(k))
                    > distance.applyAsDouble(places.get(k - 1)))) {
                return false;
            }
        }
        return true;
    }
}
