// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.generate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.TestDevice;
import org.timbrel.nn.model.Sampling;
import org.timbrel.nn.train.Checkpoint;
import org.timbrel.nn.train.RunFolder;
import org.timbrel.nn.train.SmallRun;

/** Chunks of a generator that are begun before others are taken. */
@Tag("device")
class GeneratedChunksTest {

    private static final long SEED = 5;
    private static final int STEPS = 6;

    @TempDir private static Path folder;

    private static Checkpoint checkpoint;

    private final Device device = TestDevice.open();

    @BeforeAll
    static void train() throws IOException {
        SmallRun.run(SmallRun.spec().steps(4).build(), folder);
        checkpoint = Checkpoint.read(new RunFolder(folder).best());
    }

    @AfterEach
    void close() {
        device.close();
    }

    private Generator generator(int slots) throws IOException {
        return new Generator(device, checkpoint, slots, RangeClamp.DEFAULT);
    }

    /** Frames {@code from} and on of a stream that is alone. */
    private float[] alone(long number, int from, int count) throws IOException {
        try (Generator generator = generator(1);
                FrameStream stream = generator.open(SEED, number, Sampling.at(1))) {
            generator.advance(from + count);
            float[] all = new float[generator.chunkValues(from + count)];
            stream.copyFrames(all);
            return Arrays.copyOfRange(all, generator.chunkValues(from), all.length);
        }
    }

    private float[] frames(FrameStream stream, int steps) {
        float[] frames = new float[2 * steps];
        assertEquals(steps, stream.copyFrames(frames));
        return frames;
    }

    @Test
    void areTheStreamsOneAfterTheOther() throws IOException {
        try (Generator generator = generator(2);
                FrameStream stream = generator.open(SEED, 3, Sampling.at(1))) {
            GeneratedChunks chunks = new GeneratedChunks(generator, STEPS, 4);
            for (int k = 0; k < 4; k++) {
                assertTrue(chunks.next());
                assertArrayEquals(alone(3, k * STEPS, STEPS), frames(stream, STEPS));
            }
            assertFalse(chunks.next());
            assertEquals(4 * STEPS, stream.position(), "none is begun that nobody takes");
            // Where the device works ahead the second is begun when the first is given.
            GeneratedChunks endless = new GeneratedChunks(generator, STEPS, Long.MAX_VALUE);
            endless.next();
            assertArrayEquals(alone(3, 4 * STEPS, STEPS), frames(stream, STEPS));
            assertEquals((device.isAsynchronous() ? 6L : 5L) * STEPS, stream.position());
        }
    }

    /** One leaves, and another takes its slot, while chunks of the first are under way. */
    @Test
    void aStreamGetsItsOwnChunksAlone() throws IOException {
        try (Generator generator = generator(2)) {
            FrameStream leaves = generator.open(SEED, 0, Sampling.at(1));
            FrameStream stays = generator.open(SEED, 1, Sampling.at(1));
            generator.begin(STEPS);
            generator.begin(2, List.of(leaves));
            leaves.close();
            FrameStream joins = generator.open(SEED, 2, Sampling.at(1));
            assertEquals(0, joins.position());

            assertEquals(STEPS, generator.take());
            assertThrows(IllegalStateException.class, () -> leaves.copyFrames(new float[12]));
            assertThrows(IllegalStateException.class, () -> joins.copyFrames(new float[12]));
            assertArrayEquals(alone(1, 0, STEPS), frames(stays, STEPS));
            generator.begin(STEPS);
            assertEquals(2, generator.take());
            for (FrameStream none : List.of(stays, joins)) {
                assertEquals(
                        "the stream took no part in the last advance",
                        assertThrows(
                                        IllegalStateException.class,
                                        () -> none.copyFrames(new float[12]))
                                .getMessage());
            }
            assertEquals(STEPS, generator.take());
            assertArrayEquals(alone(1, STEPS, STEPS), frames(stays, STEPS));
            assertArrayEquals(alone(2, 0, STEPS), frames(joins, STEPS));
        }
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        try (Generator generator = generator(1);
                FrameStream stream = generator.open(SEED, 0, Sampling.at(1))) {
            assertEquals("no chunk is begun", illegal(generator::take));
            generator.begin(1);
            assertEquals("a chunk is begun: take it first", illegal(() -> generator.advance(1)));
            generator.begin(1);
            assertEquals("2 chunks are begun: take one first", illegal(() -> generator.begin(1)));
            assertEquals(2, stream.position());
            // and is closed with both under way
        }
    }

    private static String illegal(Runnable call) {
        return assertThrows(IllegalStateException.class, call::run).getMessage();
    }
}
