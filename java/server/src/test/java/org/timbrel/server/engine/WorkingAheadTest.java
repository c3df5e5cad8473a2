// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.timbrel.app.Keyframes;

/**
 * An engine whose device has the next call before the frames of the last one are given out. It is
 * the processor, so that a call that is begun is made at once: what streams are told, and when, is
 * that of a graphics card.
 */
@Timeout(120)
class WorkingAheadTest {

    private final BrokenDevice device = new BrokenDevice(true);
    private final AtomicInteger calls = new AtomicInteger();

    private TextureEngine engine(int slots) throws IOException {
        return new TextureEngine(
                Map.of(Requests.MODEL, Requests.model()),
                device::open,
                new EngineSettings(slots, 64, 60, 1000, 30, 2),
                new EngineListener() {
                    @Override
                    public void stepped(
                            String model, int streams, int all, int steps, double seconds) {
                        assertTrue(seconds >= 0);
                        calls.incrementAndGet();
                    }
                });
    }

    private static float[] alone(int seed) throws IOException {
        return Requests.alone(
                seed, 0.4 + 0.1 * seed, Keyframes.constant(1, 0), Keyframes.constant(0));
    }

    /** Streams that come and go in fewer slots than there are streams; every third is abandoned. */
    @Test
    void streamsAreWhatTheyAreAlone() throws Exception {
        int seeds = 4;
        List<float[]> alone = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            alone.add(alone(seed));
        }
        ExecutorService listeners = Executors.newFixedThreadPool(24);
        try (TextureEngine engine = engine(5)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int k = 0; k < 24; k++) {
                int number = k;
                all.add(listeners.submit(() -> compare(engine, number, alone)));
            }
            int compared = 0;
            for (Future<Integer> one : all) {
                compared += one.get();
            }
            assertEquals(16, compared);
            assertTrue(engine.awaitIdle(10));
            assertTrue(calls.get() > 16, calls + " calls");
        } finally {
            listeners.shutdownNow();
        }
    }

    private static int compare(TextureEngine engine, int number, List<float[]> alone)
            throws Exception {
        int seed = number % alone.size();
        Pace pace = number % 4 == 0 ? Pace.REALTIME : Pace.FAST;
        try (LiveTexture stream = engine.open(Requests.of(seed, 0.4 + 0.1 * seed, pace))) {
            if (number % 3 == 1) {
                stream.read(new float[100], 0, 100);
                return 0;
            }
            assertArrayEquals(alone.get(seed), Requests.read(stream), () -> "stream " + number);
            return 1;
        }
    }

    /** The last call of all is taken though none follows it. */
    @Test
    void oneStreamComesToItsEnd() throws Exception {
        try (TextureEngine engine = engine(1);
                LiveTexture stream = engine.open(Requests.of(3, 0.7, Pace.FAST))) {
            assertArrayEquals(alone(3), Requests.read(stream));
        }
    }

    @Test
    void aDeviceThatFailsEndsAll() throws Exception {
        try (TextureEngine engine = engine(2);
                LiveTexture stream =
                        engine.open(Requests.of(1, Double.POSITIVE_INFINITY, Pace.REALTIME))) {
            stream.read(new float[2205], 0, 2205);
            device.fail();
            StreamEndedException e =
                    assertThrows(StreamEndedException.class, () -> Requests.read(stream));
            assertEquals(EndReason.FAILED, e.reason());
            assertTrue(e.getMessage().contains("it is on fire"), e::getMessage);
            assertTrue(engine.awaitIdle(5));
        }
    }
}
