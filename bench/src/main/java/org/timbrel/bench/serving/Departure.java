// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.Random;

/**
 * A listener who leaves before the end.
 *
 * @param phase in which it does
 * @param afterSeconds since that phase began
 * @param pauseSeconds for which it reads nothing before it leaves; 0 for the other phases
 * @param reset whether the connection is reset (RST) rather than closed (FIN)
 */
record Departure(Phase phase, double afterSeconds, double pauseSeconds, boolean reset) {

    /** Of a request and its answer. */
    enum Phase {
        /** With half of the request sent. */
        IN_REQUEST,
        /** With the request sent, and no answer yet. */
        BEFORE_ANSWER,
        /** While sound comes. */
        IN_SOUND,
        /** While sound comes, after not reading it for a while. */
        NOT_READING
    }

    private static final double SOON_SECONDS = 0.1;
    private static final double LONGEST_PAUSE_SECONDS = 5;

    /**
     * Any of the phases, at any moment.
     *
     * @param seconds of the stream
     */
    static Departure draw(Random random, double seconds) {
        Phase phase = Phase.values()[random.nextInt(Phase.values().length)];
        boolean inSound = phase == Phase.IN_SOUND || phase == Phase.NOT_READING;
        return new Departure(
                phase,
                random.nextDouble() * (inSound ? seconds : SOON_SECONDS),
                phase == Phase.NOT_READING ? LONGEST_PAUSE_SECONDS * random.nextDouble() : 0,
                random.nextBoolean());
    }
}
