// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.bench.serving.SmallServer.Flaw;
import org.timbrel.bench.serving.StreamNote.Ending;

class DepartureTest {

    private static final double SECONDS = 10;

    @ParameterizedTest
    @EnumSource
    void listenersLeaveInEachPhase(Departure.Phase phase) throws Exception {
        try (SmallServer small = new SmallServer(2, Flaw.NONE);
                ClientLoop loop = new ClientLoop()) {
            Server server = Server.at(small.url(), "noise", SmallServer.RATE_HZ);
            List<StreamNote> notes = new ArrayList<>();
            for (boolean reset : new boolean[] {false, true}) {
                double after = phase == Departure.Phase.BEFORE_ANSWER ? 0 : 0.1;
                Departure departure = new Departure(phase, after, 0.2, reset);
                StreamWish wish =
                        new StreamWish(StreamWish.Way.POST, "noise", 1, SECONDS, 0.5, departure);
                new StreamClient(loop, server, wish, new Beginnings(), notes::add)
                        .open(server.address());
            }
            loop.run(() -> notes.size() == 2, System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
            assertEquals(2, notes.size(), "both have left long before the end");
            for (StreamNote note : notes) {
                assertEquals(Ending.LEFT, note.ending());
                boolean inSound =
                        phase == Departure.Phase.IN_SOUND || phase == Departure.Phase.NOT_READING;
                if (inSound) {
                    assertTrue(note.admitted() && note.heard().bytes() > 0, note::toString);
                } else if (phase == Departure.Phase.IN_REQUEST) {
                    assertFalse(note.admitted(), note::toString);
                }
                assertTrue(
                        note.heard().bytes() < 2 * SECONDS * SmallServer.RATE_HZ, note::toString);
            }
        }
    }

    @Test
    void whoDoesNotReadHasNoUnderrun() throws Exception {
        try (SmallServer small = new SmallServer(1, Flaw.NONE);
                ClientLoop loop = new ClientLoop()) {
            Server server = Server.at(small.url(), "noise", SmallServer.RATE_HZ);
            Departure departure = new Departure(Departure.Phase.NOT_READING, 0.1, 60, false);
            StreamWish wish =
                    new StreamWish(StreamWish.Way.POST, "noise", 1, SECONDS, 0.1, departure);
            List<StreamNote> notes = new ArrayList<>();
            StreamClient client =
                    new StreamClient(loop, server, wish, new Beginnings(), notes::add);
            client.open(server.address());
            loop.run(() -> false, System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
            client.over();
            StreamNote note = notes.get(0);
            assertEquals(Ending.OVER, note.ending());
            assertTrue(note.admitted() && note.heard().bytes() > 0, note::toString);
            assertEquals(0, note.heard().underruns(), note::toString);
        }
    }
}
