// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.util.Random;

/** What the listeners of a phase do, each on a seat of its own. */
interface Audience {

    /**
     * A stream, and when it is asked for.
     *
     * @param afterSeconds from now
     * @param wish for the stream
     */
    record Visit(double afterSeconds, StreamWish wish) {}

    /**
     * What a seat does next.
     *
     * @param seat from 0
     * @param last what came of its last visit; null for the first
     * @param elapsedSeconds since the phase began
     * @return null: the seat stays empty
     */
    Visit next(int seat, StreamNote last, double elapsedSeconds);

    /** One listener at a time, again and again. */
    static Audience alone(int times, Wishes wishes, double seconds) {
        int[] left = {times};
        return (seat, last, elapsed) ->
                left[0]-- > 0 ? new Visit(wishes.between(0.05, 0.15), wishes.of(seconds)) : null;
    }

    /** All seats, taken one after the other, listen to the end of the phase, and come once. */
    static Audience staying(int seats, double rampSeconds, Wishes wishes, double seconds) {
        return (seat, last, elapsed) -> {
            double after = rampSeconds * seat / seats;
            return last != null ? null : new Visit(after, wishes.of(seconds - after));
        };
    }

    /** The first seats stay, those from {@code first} on come and go. */
    static Audience probing(int first, Audience stays, Wishes wishes) {
        return (seat, last, elapsed) ->
                seat < first
                        ? stays.next(seat, last, elapsed)
                        : new Visit(
                                wishes.between(0.05, last == null ? 3 : 0.15),
                                wishes.of(wishes.between(1, 3)));
    }

    /**
     * All seats come, go and come again, the first time within a ramp. Who is refused tries again
     * sooner than it is asked to: the offer stays what it is.
     *
     * @param rampSeconds of the first time
     * @param least seconds of a stream
     * @param most likewise
     * @param disconnects share of the streams that are left before their end
     */
    static Audience restless(
            double rampSeconds, double least, double most, double disconnects, Wishes wishes) {
        return (seat, last, elapsed) -> {
            boolean refused = last != null && !last.admitted();
            double after =
                    last == null
                            ? wishes.between(0, rampSeconds)
                            : refused ? wishes.between(0.5, 1.5) : wishes.between(0, 0.5);
            double seconds = wishes.between(least, most);
            return new Visit(after, wishes.of(seconds, disconnects));
        };
    }

    /** Streams of one model, their seeds taken in turn from a few. */
    final class Wishes {

        private static final int SEEDS = 64;

        private final StreamWish.Way way;
        private final String model;
        private final double leadSeconds;
        private final Random random;
        private int count;

        /** By one way, everything random drawn from a seed. */
        Wishes(StreamWish.Way way, String model, double leadSeconds, long seed) {
            this.way = way;
            this.model = model;
            this.leadSeconds = leadSeconds;
            this.random = new Random(seed);
        }

        double between(double least, double most) {
            return least + random.nextDouble() * (most - least);
        }

        StreamWish of(double seconds) {
            return of(seconds, 0);
        }

        StreamWish of(double seconds, double disconnects) {
            // To the millisecond, so that its samples are the same number to whoever rounds.
            double length = Math.round(seconds * 1000) / 1000.0;
            Departure departure =
                    random.nextDouble() < disconnects ? Departure.draw(random, length) : null;
            return new StreamWish(way, model, 1 + count++ % SEEDS, length, leadSeconds, departure);
        }
    }
}
