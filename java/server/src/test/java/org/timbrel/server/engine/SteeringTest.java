// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.timbrel.app.ComputeSettings;
import org.timbrel.app.Keyframes;
import org.timbrel.app.Keyframes.Point;

@Timeout(60)
class SteeringTest {

    private static final double SECONDS = 3;

    private static TextureEngine engine;
    private static double frame;

    @BeforeAll
    static void start() throws IOException {
        engine =
                new TextureEngine(
                        Map.of(Requests.MODEL, Requests.model()),
                        ComputeSettings.of("cpu", "fp32", 1),
                        new EngineSettings(4, 4, 5, 9, 30, 1),
                        EngineListener.NONE);
        frame = 1 / Requests.model().spec().framesPerSecond();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static Steering steering(double[] sounds, Double loudness, double glide, Double at) {
        return new Steering(sounds, loudness, null, null, glide, at);
    }

    /** Steered while it plays, it is what keyframes at the times that were told make it. */
    @Test
    void isTheSameAsKeyframes() throws Exception {
        List<Point> sounds = new ArrayList<>(List.of(new Point(0, 1, 0)));
        List<Point> loudness = new ArrayList<>(List.of(new Point(0, 0)));
        float[] steered = new float[(int) (SECONDS * 44_100)];
        try (LiveTexture stream = engine.open(Requests.of(5, SECONDS, Pace.REALTIME))) {
            int made = stream.read(steered, 0, 2205);
            double at = stream.steer(steering(new double[] {0.25, 0.75}, null, 0.3, null));
            sounds.add(new Point(at, 1, 0));
            sounds.add(new Point(at + 0.3, 0.25, 0.75));
            assertTrue(at > stream.secondsTaken());
            made += stream.read(steered, made, 2205);
            at = stream.steer(steering(null, -20.0, 0, 1.9));
            assertEquals(1.9, at);
            loudness.add(new Point(at, 0));
            loudness.add(new Point(at + frame, -20));
            float[] rest = Requests.read(stream);
            System.arraycopy(rest, 0, steered, made, rest.length);
            assertEquals(steered.length, made + rest.length);
        }
        float[] expected =
                Requests.alone(5, SECONDS, new Keyframes(sounds), new Keyframes(loudness));
        assertArrayEquals(expected, steered);
        float[] level = Requests.alone(5, SECONDS, sounds(), Keyframes.constant(0));
        assertFalse(Arrays.equals(level, steered));
    }

    private static Keyframes sounds() {
        return Keyframes.constant(1, 0);
    }

    /** Another temperature holds from its time on, and before that nothing is changed. */
    @Test
    void changesTheTemperatureAtItsTime() throws Exception {
        float[] level = Requests.alone(5, 1, sounds(), Keyframes.constant(0));
        float[] first = warmer();
        assertArrayEquals(first, warmer());
        int differ = Arrays.mismatch(level, first);
        // A frame is heard in a window of 512 samples around it; and a run of recorded innovations
        // goes on to its end, which is at most some tens of frames of 128 samples away.
        int at = (int) (0.7 * 44_100);
        assertTrue(differ > at - 512 && differ < at + 50 * 128, () -> "differs from " + differ);
    }

    private static float[] warmer() throws Exception {
        try (LiveTexture stream = engine.open(Requests.of(5, 1, Pace.REALTIME))) {
            stream.steer(new Steering(null, null, null, 1.5f, 0, 0.7));
            return Requests.read(stream);
        }
    }

    @Test
    void saysWhatItCannotBe() throws Exception {
        try (LiveTexture stream = engine.open(Requests.of(1, SECONDS, Pace.REALTIME))) {
            assertWrong(stream, "sum to 1", steering(new double[] {0.5, 0.4}, null, 0, null));
            assertWrong(stream, "at least 0", steering(new double[] {1.5, -0.5}, null, 0, null));
            assertWrong(stream, "3 weights for 2", steering(new double[] {1, 0, 0}, null, 0, null));
            assertWrong(stream, "-60.0..24.0", steering(null, 25.0, 0, null));
            assertWrong(stream, "-60.0..24.0", steering(null, Double.NaN, 0, null));
            assertWrong(stream, "-12.0..12.0", new Steering(null, null, 13.0, null, 0, null));
            assertWrong(stream, "3600.0 s ahead", steering(null, 1.0, 0, 1e6));
        }
        assertThrows(IllegalArgumentException.class, () -> steering(null, 1.0, -1, null));
        assertThrows(IllegalArgumentException.class, () -> steering(null, 1.0, 0, Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> new Steering(null, null, null, 11f, 0, null));
    }

    private static void assertWrong(LiveTexture stream, String why, Steering steering) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> stream.steer(steering));
        assertTrue(e.getMessage().contains(why), e::getMessage);
    }

    @Test
    void aStreamThatHasEndedIsNotSteered() throws Exception {
        LiveTexture stream = engine.open(Requests.of(1, SECONDS, Pace.REALTIME));
        stream.close();
        StreamEndedException e =
                assertThrows(
                        StreamEndedException.class,
                        () -> stream.steer(steering(null, 1.0, 0, null)));
        assertEquals(EndReason.CLOSED, e.reason());
    }
}
