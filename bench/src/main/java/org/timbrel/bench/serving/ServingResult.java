// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.List;
import java.util.Optional;

/**
 * What came of all phases.
 *
 * @param command that the server was started with, but for its slots; null: it ran already
 * @param slots of it
 * @param sampleRateHz of its sound
 * @param phases in their order
 * @param search null: none
 * @param soak null: none
 * @param exitStatus of the server after SIGTERM; null: it runs on, or has a second life
 * @param seconds in all
 */
public record ServingResult(
        String command,
        int slots,
        int sampleRateHz,
        List<PhaseResult> phases,
        SearchResult search,
        SoakResult soak,
        Integer exitStatus,
        double seconds) {

    public ServingResult {
        phases = List.copyOf(phases);
    }

    /** The first phase of a name. */
    public Optional<PhaseResult> phase(String name) {
        return phases.stream().filter(phase -> phase.name().equals(name)).findFirst();
    }
}
