// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.Locale;
import java.util.Set;

/**
 * How a server is tried.
 *
 * @param phases those that are run
 * @param model that is asked for
 * @param slots of the server, which is how many listeners it is to hold
 * @param leadSeconds that each listener asks for
 * @param disconnects share of the soak's streams that are left before their end
 * @param holdSeconds of each phase with many listeners
 * @param soakMinutes of the soak
 * @param alone streams of the phase with one listener at a time
 * @param searchStep listeners more at each level of the search
 * @param searchSeconds of each level
 * @param searchMost listeners, where the search ends
 * @param settleSeconds before each phase, for what the one before left behind
 * @param seed of everything random
 */
public record ServingPlan(
        Set<Phase> phases,
        String model,
        int slots,
        double leadSeconds,
        double disconnects,
        double holdSeconds,
        double soakMinutes,
        int alone,
        int searchStep,
        double searchSeconds,
        int searchMost,
        double settleSeconds,
        long seed) {

    /** A part of the run, in the order in which they come. */
    public enum Phase {
        /** One listener at a time. */
        UNLOADED,
        /** All slots taken, by listeners who stay. */
        HELD,
        /** The same over WebSocket. */
        LIVE,
        /** Some of the slots given up and taken again. */
        PROBES,
        /** Twice as many listeners as slots. */
        TWICE,
        /** All slots taken at one moment. */
        BURST,
        /** A long time, with listeners who leave in the middle. */
        SOAK,
        /** More and more listeners, until one has an underrun. */
        SEARCH;

        /** As options and tables have it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ServingPlan {
        phases = Set.copyOf(phases);
    }

    boolean has(Phase phase) {
        return phases.contains(phase);
    }
}
