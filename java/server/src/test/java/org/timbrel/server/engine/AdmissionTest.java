// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.timbrel.server.engine.RejectedException.Reason;

@Timeout(30)
class AdmissionTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static Admission of(int slots, int queue, double seconds, int owned) {
        return new Admission(new EngineSettings(slots, queue, seconds, owned, 30, 1));
    }

    private static Admission.Ticket admitted(Admission admission, String owner) throws Exception {
        Admission.Ticket ticket = admission.enter(owner);
        ticket.await();
        return ticket;
    }

    /** Why a ticket is refused. */
    private Future<Reason> refusal(Admission.Ticket ticket) {
        return threads.submit(() -> assertThrows(RejectedException.class, ticket::await).reason());
    }

    private static void assertRejected(Reason reason, Admission admission, String owner) {
        RejectedException rejected =
                assertThrows(RejectedException.class, () -> admission.enter(owner));
        assertEquals(reason, rejected.reason());
        assertTrue(rejected.retryAfterSeconds() >= 1);
    }

    @Test
    void whoCameFirstIsServedFirst() throws Exception {
        Admission admission = of(1, 2, 20, 9);
        Admission.Ticket one = admitted(admission, "a");
        Admission.Ticket two = admission.enter("b");
        Admission.Ticket three = admission.enter("c");
        assertRejected(Reason.QUEUE_FULL, admission, "d");
        assertEquals(2, admission.waiting());
        one.giveBack();
        two.await();
        assertEquals(1, admission.waiting());
        two.giveBack();
        three.await();
        three.giveBack();
        assertEquals(0, admission.taken());
    }

    @Test
    void nobodyWaitsTooLong() throws Exception {
        Admission admission = of(1, 2, 0.05, 9);
        Admission.Ticket one = admitted(admission, "a");
        Admission.Ticket two = admission.enter("b");
        assertEquals(Reason.QUEUE_TIMEOUT, refusal(two).get());
        assertEquals(0, admission.waiting());
        one.giveBack();
        assertEquals(0, admission.taken());
        admitted(admission, "b");
    }

    @Test
    void anOwnerHasNoMoreThanItsShare() throws Exception {
        Admission admission = of(4, 2, 1, 2);
        admitted(admission, "a");
        Admission.Ticket second = admitted(admission, "a");
        assertRejected(Reason.OWNER_LIMIT, admission, "a");
        admitted(admission, "b");
        second.giveBack();
        admitted(admission, "a");
    }

    @Test
    void sendsAwayWhoWaitsWhenItCloses() throws Exception {
        Admission admission = of(1, 2, 20, 9);
        Admission.Ticket one = admitted(admission, "a");
        Future<Reason> two = refusal(admission.enter("b"));
        assertFalse(admission.closed());
        admission.close(Reason.DRAINING);
        assertEquals(Reason.DRAINING, two.get());
        assertRejected(Reason.DRAINING, admission, "c");
        admission.close(Reason.FAILED);
        admission.close(Reason.DRAINING);
        assertRejected(Reason.FAILED, admission, "c");
        assertFalse(admission.awaitAllFree(0.01));
        one.giveBack();
        assertTrue(admission.awaitAllFree(5));
    }

    @Test
    void whoGivesUpTakesNobodysPlace() throws Exception {
        Admission admission = of(1, 3, 20, 9);
        Admission.Ticket one = admitted(admission, "a");
        Admission.Ticket cancelled = admission.enter("b");
        Admission.Ticket interrupted = admission.enter("c");
        Admission.Ticket last = admission.enter("d");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, interrupted::await);
        cancelled.refuse(Reason.CANCELLED);
        // It is its turn before it has heard that it is cancelled.
        one.giveBack();
        assertEquals(Reason.CANCELLED, refusal(cancelled).get());
        last.await();
        assertEquals(1, admission.taken());
        assertEquals(0, admission.waiting());
        last.giveBack();
        assertTrue(admission.awaitAllFree(0));
    }
}
