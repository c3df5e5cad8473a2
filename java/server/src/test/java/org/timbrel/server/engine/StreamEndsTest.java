// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.timbrel.nn.device.DeviceException;
import org.timbrel.server.engine.RejectedException.Reason;

@Timeout(60)
class StreamEndsTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BrokenDevice device = new BrokenDevice();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private TextureEngine engine(int slots, double stallSeconds) throws IOException {
        return new TextureEngine(
                Map.of(Requests.MODEL, Requests.model()),
                device::open,
                new EngineSettings(slots, 2, 30, 9, stallSeconds, 1),
                EngineListener.NONE);
    }

    private static void awaitState(LiveTexture stream, StreamState state)
            throws InterruptedException {
        while (stream.state() != state) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private static EndReason ended(LiveTexture stream) {
        return assertThrows(StreamEndedException.class, () -> Requests.read(stream)).reason();
    }

    private static StreamRequest endless(long seed) {
        return Requests.of(seed, Double.POSITIVE_INFINITY, Pace.REALTIME);
    }

    @Test
    void oneThatWaitsGivesItsPlaceUp() throws Exception {
        try (TextureEngine engine = engine(1, 30);
                LiveTexture running = engine.open(endless(1))) {
            Future<Reason> waiting =
                    threads.submit(
                            () ->
                                    assertThrows(
                                                    RejectedException.class,
                                                    () -> engine.open(endless(2)))
                                            .reason());
            while (engine.waiting() == 0 || engine.streams().size() < 2) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            LiveTexture one = engine.streams().get(1);
            assertEquals(StreamState.WAITING, one.state());
            one.cancel(EndReason.CANCELLED);
            assertEquals(Reason.CANCELLED, waiting.get());
            assertEquals(0, engine.waiting());
            assertEquals(List.of(running), engine.streams());
        }
    }

    /** At once, while it warms up, while it is heard, and when nobody reads it. */
    @Test
    void oneThatIsClosedFreesItsSlot() throws Exception {
        try (TextureEngine engine = engine(1, 30)) {
            float[] out = new float[2205];
            for (StreamState state : StreamState.values()) {
                if (state == StreamState.WAITING || state == StreamState.ENDED) {
                    continue;
                }
                LiveTexture stream = engine.open(endless(1));
                if (state != StreamState.WARMING) {
                    assertEquals(out.length, stream.read(out, 0, out.length));
                    awaitState(stream, state);
                }
                stream.close();
                stream.close();
                stream.cancel(EndReason.CANCELLED);
                assertEquals(EndReason.CLOSED, ended(stream));
                assertEquals(StreamState.ENDED, stream.state());
                assertTrue(engine.awaitIdle(5));
                assertTrue(engine.find(stream.id()).isEmpty());
            }
        }
    }

    /** Its reader, which waits, hears of it. */
    @Test
    void oneThatIsCancelledStopsItsReader() throws Exception {
        try (TextureEngine engine = engine(1, 30)) {
            LiveTexture stream = engine.open(endless(1));
            Future<EndReason> reason = threads.submit(() -> ended(stream));
            awaitState(stream, StreamState.RUNNING);
            engine.find(stream.id()).orElseThrow().cancel(EndReason.CANCELLED);
            assertEquals(EndReason.CANCELLED, reason.get());
            assertTrue(engine.awaitIdle(5));
        }
    }

    @Test
    void oneThatNobodyReadsStalls() throws Exception {
        try (TextureEngine engine = engine(2, 1.5)) {
            LiveTexture forgotten = engine.open(endless(1));
            LiveTexture read = engine.open(Requests.of(2, 3, Pace.REALTIME));
            assertEquals(3 * 44_100, Requests.read(read).length);
            assertEquals(EndReason.STALLED, ended(forgotten));
            // No more than half a second of it was made, and not less for a few frames.
            assertEquals(0.44, forgotten.secondsMade(), 0.06 + 0.003);
            assertTrue(engine.awaitIdle(5));
        }
    }

    @Test
    void whoDrainsLetsThemFinish() throws Exception {
        try (TextureEngine engine = engine(1, 30)) {
            LiveTexture stream = engine.open(Requests.of(1, 1, Pace.REALTIME));
            engine.drain();
            assertTrue(engine.draining());
            assertEquals(
                    Reason.DRAINING,
                    assertThrows(RejectedException.class, () -> engine.open(endless(2))).reason());
            assertEquals(44_100, Requests.read(stream).length);
            assertTrue(engine.awaitIdle(5));
            assertTrue(engine.failure().isEmpty());
        }
    }

    @Test
    void anEngineThatIsClosedEndsAll() throws Exception {
        LiveTexture stream;
        try (TextureEngine engine = engine(1, 30)) {
            stream = engine.open(endless(1));
        }
        assertEquals(EndReason.DRAINED, ended(stream));
    }

    /** All streams end with the device's words, those that wait too, and nobody comes in. */
    @Test
    void aDeviceThatFailsEndsAll() throws Exception {
        try (TextureEngine engine = engine(2, 30)) {
            LiveTexture one = engine.open(endless(1));
            LiveTexture two = engine.open(endless(2));
            Future<Reason> waiting =
                    threads.submit(
                            () ->
                                    assertThrows(
                                                    RejectedException.class,
                                                    () -> engine.open(endless(3)))
                                            .reason());
            while (engine.waiting() == 0) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            one.read(new float[2205], 0, 2205);
            device.fail();
            StreamEndedException e =
                    assertThrows(StreamEndedException.class, () -> Requests.read(one));
            assertEquals(EndReason.FAILED, e.reason());
            assertTrue(e.getMessage().contains("it is on fire"), e::getMessage);
            assertEquals(EndReason.FAILED, ended(two));
            assertEquals(Reason.FAILED, waiting.get());
            assertTrue(engine.awaitIdle(5));
            assertTrue(engine.failure().orElseThrow().contains("it is on fire"));
            assertEquals(
                    Reason.FAILED,
                    assertThrows(RejectedException.class, () -> engine.open(endless(4))).reason());
        }
    }

    @Test
    void aDeviceThatCannotBeUsedIsTold() {
        device.fail();
        DeviceException e = assertThrows(DeviceException.class, () -> engine(1, 30));
        assertEquals("it is on fire", e.getMessage());
    }
}
