// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineListenerTest {

    private final BrokenDevice device = new BrokenDevice();
    private final Counts counts = new Counts();

    /** What was told. */
    private static final class Counts implements EngineListener {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final List<Double> late = new CopyOnWriteArrayList<>();
        private final DoubleAdder made = new DoubleAdder();
        private final DoubleAdder heard = new DoubleAdder();
        private final DoubleAdder steps = new DoubleAdder();

        @Override
        public void opened(String model, double queueSeconds) {
            events.add("opened " + model);
        }

        @Override
        public void rejected(String model, RejectedException.Reason reason) {
            events.add("rejected " + reason);
        }

        @Override
        public void firstAudio(String model, double fromRequest, double fromSlot) {
            assertTrue(fromRequest >= fromSlot && fromSlot > 0);
            events.add("first");
        }

        @Override
        public void chunk(String model, double seconds, double interval) {
            heard.add(seconds);
        }

        @Override
        public void made(String model, double seconds) {
            made.add(seconds);
        }

        @Override
        public void underrun(String model, double lateSeconds) {
            late.add(lateSeconds);
        }

        @Override
        public void stepped(String model, int streams, int slots, int many, double seconds) {
            assertEquals(1, slots);
            steps.add(streams * many);
        }

        @Override
        public void ended(String model, EndReason reason, double seconds) {
            events.add("ended %s %.2f".formatted(reason, seconds));
        }
    }

    private TextureEngine engine() throws IOException {
        return new TextureEngine(
                Map.of(Requests.MODEL, Requests.model()),
                device::open,
                new EngineSettings(1, 0, 5, 9, 30, 1),
                counts);
    }

    @Test
    void hearsOfAStreamsLife() throws Exception {
        try (TextureEngine engine = engine()) {
            LiveTexture stream = engine.open(Requests.of(1, 1.5, Pace.FAST));
            assertThrows(RejectedException.class, () -> engine.open(Requests.of(2, 1, Pace.FAST)));
            float[] first = new float[441];
            int given = stream.read(first, 0, first.length);
            Requests.read(stream);
            assertTrue(engine.awaitIdle(5));
            assertEquals(
                    List.of(
                            "opened weather",
                            "rejected QUEUE_FULL",
                            "first",
                            "ended FINISHED 1.50"),
                    counts.events);
            assertEquals(1.5, counts.made.sum(), 1e-9);
            assertEquals(1.5, counts.heard.sum() + given / 44_100.0, 1e-9);
            long frames = Requests.model().warmUpFrames() + Requests.model().frames(1.5);
            // The last call makes what others could use: at most one more.
            assertEquals((double) frames, counts.steps.sum(), Scheduler.MOST_STEPS);
        }
    }

    /** A device that hesitates is heard once, not with every piece that follows. */
    @Test
    void hearsOfAnUnderrunOnce() throws Exception {
        try (TextureEngine engine = engine();
                LiveTexture stream = engine.open(Requests.of(1, 3, Pace.REALTIME))) {
            float[] out = new float[2205];
            stream.read(out, 0, out.length);
            device.hesitate(1500);
            Requests.read(stream);
        }
        // Half a second was made at most, and a lead of 0.2 s given. Others on the machine may make
        // it late as well, but not by as much.
        assertEquals(
                1,
                counts.late.stream().filter(seconds -> seconds > 0.5).count(),
                counts.late::toString);
    }

    /** A listener who is late is no underrun. */
    @Test
    void aSlowListenerIsNoUnderrun() throws Exception {
        try (TextureEngine engine = engine();
                LiveTexture stream = engine.open(Requests.of(1, 0.75, Pace.REALTIME))) {
            float[] out = new float[2205];
            while (stream.read(out, 0, out.length) >= 0) {
                TimeUnit.MILLISECONDS.sleep(150);
            }
        }
        assertEquals(List.of(), counts.late);
        assertEquals("ended FINISHED 0.75", counts.events.get(counts.events.size() - 1));
    }
}
