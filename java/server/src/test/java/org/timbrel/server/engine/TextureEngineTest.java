// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.GenerateJob;
import org.timbrel.app.Keyframes;
import org.timbrel.app.LiveCurve;
import org.timbrel.app.Progress;

@Timeout(120)
class TextureEngineTest {

    private static final EngineSettings SETTINGS = new EngineSettings(24, 64, 60, 1000, 30, 2);

    private static final ComputeSettings COMPUTE = ComputeSettings.of("cpu", "fp32", 1);

    private static final int WAV_HEADER = 44;

    private static TextureEngine engine;

    @BeforeAll
    static void start() throws IOException {
        engine =
                new TextureEngine(
                        Map.of(Requests.MODEL, Requests.model()),
                        COMPUTE,
                        SETTINGS,
                        EngineListener.NONE);
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @AfterEach
    void leavesNobodyBehind() throws InterruptedException {
        assertTrue(engine.awaitIdle(10));
        assertEquals(List.of(), engine.streams());
        assertEquals(0, engine.waiting());
    }

    private static float[] made(StreamRequest request) throws Exception {
        try (LiveTexture stream = engine.open(request)) {
            return Requests.read(stream);
        }
    }

    @Test
    void soundsAsTheFileOfTheSeed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("out.wav");
        GenerateJob.Settings settings =
                GenerateJob.Settings.DEFAULTS
                        .seconds(1.237)
                        .seed(7)
                        .compute(COMPUTE)
                        .conditions(List.of("rain"));
        assertEquals(
                List.of(),
                new GenerateJob(Requests.FILE, settings)
                        .run(List.of(file), Progress.NONE)
                        .failed());
        float[] made = made(Requests.of(7, 1.237, Pace.FAST));

        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer samples = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals((bytes.length - WAV_HEADER) / 2, made.length);
        for (int k = 0; k < made.length; k++) {
            int at = k;
            assertEquals(
                    samples.getShort(WAV_HEADER + 2 * k),
                    Math.round(Math.rint(made[k] * 32768.0)),
                    () -> "sample " + at);
        }
    }

    /** Of all lengths, some shorter than a frame, one without a sample. */
    @Test
    void isAsLongAsItIsToBe() throws Exception {
        for (double seconds : new double[] {1e-6, 1e-4, 0.0029, 0.05, 0.33}) {
            float[] made = made(Requests.of(3, seconds, Pace.FAST));
            float[] expected =
                    Requests.alone(3, seconds, Keyframes.constant(1, 0), Keyframes.constant(0));
            assertEquals(Math.round(44_100 * seconds), made.length);
            assertArrayEquals(expected, made);
        }
    }

    /**
     * Streams at both paces that come and go, are abandoned and wait for slots, more than there are
     * slots: each is what it is alone.
     */
    @Test
    void isTheSameInAnyCompany() throws Exception {
        int seeds = 6;
        List<float[]> alone = new ArrayList<>();
        for (int seed = 0; seed < seeds; seed++) {
            alone.add(
                    Requests.alone(
                            seed, 0.4 + 0.2 * seed, sounds(seed), Keyframes.constant(-3 * seed)));
        }
        ExecutorService listeners = Executors.newFixedThreadPool(48);
        try {
            List<Future<Integer>> all = new ArrayList<>();
            for (int k = 0; k < 64; k++) {
                int number = k;
                all.add(listeners.submit(() -> compare(number, alone)));
            }
            int compared = 0;
            for (Future<Integer> one : all) {
                compared += one.get();
            }
            assertEquals(48, compared);
        } finally {
            listeners.shutdownNow();
        }
    }

    private static Keyframes sounds(int seed) {
        return new Keyframes(
                List.of(
                        new Keyframes.Point(0.1, 1, 0),
                        new Keyframes.Point(0.3, 0.1 * seed, 1 - 0.1 * seed)));
    }

    /** 1: compared; every fourth is abandoned instead. */
    private static int compare(int number, List<float[]> alone) throws Exception {
        Random random = new Random(number);
        Thread.sleep(random.nextInt(400));
        int seed = number % alone.size();
        StreamRequest request =
                Requests.with(
                        seed,
                        0.4 + 0.2 * seed,
                        number % 3 == 0 ? Pace.REALTIME : Pace.FAST,
                        new LiveCurve(sounds(seed)),
                        Requests.level(-3 * seed));
        try (LiveTexture stream = engine.open(request)) {
            if (number % 4 == 1) {
                Thread.sleep(random.nextInt(60));
                return 0;
            }
            assertArrayEquals(alone.get(seed), Requests.read(stream), () -> "stream " + number);
            return 1;
        }
    }

    /** At its pace: a second lasts no less than a second but the lead. */
    @Test
    void keepsItsPace() throws Exception {
        try (LiveTexture stream = engine.open(Requests.of(1, 1, Pace.REALTIME))) {
            float[] out = new float[44_100];
            int count = stream.read(out, 0, 441);
            assertEquals(441, count);
            long first = System.nanoTime();
            for (int total = count; count >= 0; total += count) {
                // What was given is heard no more than the lead later.
                long early = (long) (total / 44_100.0 * 1e9) - 200_000_000;
                assertTrue(System.nanoTime() - first >= early);
                assertEquals(total / 44_100.0, stream.secondsTaken());
                count = stream.read(out, 0, out.length);
                // 50 ms at once, and what is left at the end.
                assertTrue(count <= 2205);
            }
        }
    }

    @Test
    void saysWhatItHasNot() {
        StreamRequest of = Requests.of(1, 1, Pace.FAST);
        StreamRequest other =
                new StreamRequest(
                        "somebody",
                        "nothing",
                        1,
                        1,
                        of.sounds(),
                        of.loudness(),
                        of.brightness(),
                        1,
                        Pace.FAST,
                        0,
                        false);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> engine.open(other));
        assertEquals("there is no model 'nothing'; there are: weather", e.getMessage());
        StreamRequest narrow = Requests.with(1, 1, Pace.FAST, Requests.level(1), Requests.level(0));
        e = assertThrows(IllegalArgumentException.class, () -> engine.open(narrow));
        assertEquals("1 weights for 2 sounds", e.getMessage());
    }

    /** Weights that no step can have end their stream alone. */
    @Test
    void wrongWeightsHarmNobodyElse() throws Exception {
        try (LiveTexture good = engine.open(Requests.of(2, 0.5, Pace.FAST));
                LiveTexture bad =
                        engine.open(
                                Requests.with(
                                        2,
                                        0.5,
                                        Pace.FAST,
                                        Requests.level(0.7, 0.7),
                                        Requests.level(0)))) {
            StreamEndedException e =
                    assertThrows(StreamEndedException.class, () -> Requests.read(bad));
            assertEquals(EndReason.FAILED, e.reason());
            assertTrue(e.getMessage().contains("sum to 1"), e::getMessage);
            assertArrayEquals(
                    Requests.alone(2, 0.5, Keyframes.constant(1, 0), Keyframes.constant(0)),
                    Requests.read(good));
        }
    }
}
