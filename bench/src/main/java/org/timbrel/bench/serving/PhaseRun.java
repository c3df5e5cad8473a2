// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One phase: seats that an audience takes, until all are empty or the time is over. */
final class PhaseRun {

    private static final double NANOS = 1e9;

    private final ClientLoop loop;
    private final Server server;
    private final Beginnings beginnings;
    private final Audience audience;
    private final PhaseNotes.Timed timed;
    private final PhaseNotes notes = new PhaseNotes(new ArrayList<>(), new ArrayList<>());
    private final Set<StreamClient> there = new HashSet<>();
    private long begun;
    private int taken;
    private boolean over;

    PhaseRun(
            ClientLoop loop,
            Server server,
            Beginnings beginnings,
            Audience audience,
            PhaseNotes.Timed timed) {
        this.loop = loop;
        this.server = server;
        this.beginnings = beginnings;
        this.audience = audience;
        this.timed = timed;
    }

    /**
     * Runs it.
     *
     * @param seats that are taken
     * @param seconds after which whoever is still there leaves
     * @return what they noted
     */
    PhaseNotes run(int seats, double seconds) throws IOException {
        begun = System.nanoTime();
        for (int seat = 0; seat < seats; seat++) {
            visit(seat, null);
        }
        loop.run(() -> taken == 0, begun + Math.round(seconds * NANOS));
        over = true;
        loop.clear();
        List.copyOf(there).forEach(StreamClient::over);
        return notes;
    }

    private void visit(int seat, StreamNote last) {
        Audience.Visit next = over ? null : audience.next(seat, last, elapsed());
        if (next != null) {
            taken++;
            long at = System.nanoTime() + Math.round(next.afterSeconds() * NANOS);
            loop.at(at, () -> open(seat, next.wish()));
        }
    }

    private double elapsed() {
        return (System.nanoTime() - begun) / NANOS;
    }

    private void open(int seat, StreamWish wish) {
        boolean isTimed = timed.has(seat, elapsed());
        StreamClient[] self = new StreamClient[1];
        self[0] =
                new StreamClient(
                        loop,
                        server,
                        wish,
                        beginnings,
                        note -> {
                            there.remove(self[0]);
                            notes.all().add(note);
                            if (isTimed) {
                                notes.timed().add(note);
                            }
                            taken--;
                            visit(seat, note);
                        });
        there.add(self[0]);
        self[0].open(server.address());
    }
}
