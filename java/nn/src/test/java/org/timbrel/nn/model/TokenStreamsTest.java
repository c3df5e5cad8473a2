// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.DeviceOptions;
import org.timbrel.nn.device.Precision;
import org.timbrel.nn.device.TestDevice;

/** Streams of tokens under a grammar, with conditions. */
@Tag("device")
class TokenStreamsTest {

    private static final int TOKENS = 12;
    private static final int END = 11;
    private static final int CONDITIONS = 2;
    private static final int STEPS = 48;
    private static final NetworkSpec SPEC =
            NetworkSpec.ofTokens(TOKENS, 5, 2, 21, 0).withConditions(CONDITIONS);

    private final Device device = TestDevice.open();

    @AfterEach
    void close() {
        device.close();
    }

    /** Three states; a state forbids its own third of the tokens. */
    static TokenGrammar grammar() {
        int[] next = new int[3 * TOKENS];
        for (int k = 0; k < next.length; k++) {
            int state = k / TOKENS;
            int token = k % TOKENS;
            boolean forbidden = token % 3 == state && token != END;
            next[k] = forbidden ? TokenGrammar.FORBIDDEN : (state + token + 1) % 3;
        }
        return new TokenGrammar(3, TOKENS, 1, END, next);
    }

    private static Parameters parameters(Device device) {
        Parameters parameters = new Parameters(device, SPEC);
        parameters.initialise(3, 1);
        return parameters;
    }

    /** [steps,count,C]: what stream s of slot s has at its steps from {@code first} on. */
    private static float[] conditions(int first, int steps, int count) {
        float[] values = new float[steps * count * CONDITIONS];
        for (int k = 0; k < values.length; k++) {
            int slot = k / CONDITIONS % count;
            values[k] = (3 * (first + k / CONDITIONS / count) + 5 * slot + k % 2) % 7 / 4f - 0.8f;
        }
        return values;
    }

    private static float[] generate(
            Device device, Parameters parameters, int count, int slot, int... chunks) {
        float[] all = new float[0];
        try (StreamSlots slots = new StreamSlots(device, parameters, grammar(), count)) {
            for (int s = 0; s < count; s++) {
                slots.open(s, 9, s, new Sampling(1.5f, s % 3 == 0 ? 4 : 0, s % 3 == 1 ? 0.7f : 1));
            }
            int first = 0;
            for (int chunk : chunks) {
                float[] out = new float[chunk * count];
                slots.generate(chunk, conditions(first, chunk, count), out);
                for (int t = 0; t < chunk; t++) {
                    all = Arrays.copyOf(all, all.length + 1);
                    all[all.length - 1] = out[t * count + slot];
                }
                first += chunk;
            }
            int end = end(all);
            assertEquals(end < all.length, slots.isEnded(slot));
            assertEquals(Math.min(end + 1, all.length), slots.position(slot));
        }
        return all;
    }

    /** Where the first end token is, or the length. */
    private static int end(float... tokens) {
        int k = 0;
        while (k < tokens.length && tokens[k] != END) {
            k++;
        }
        return k;
    }

    @ParameterizedTest
    @EnumSource(names = {"FP32", "BF16"})
    void everyStreamIsGrammaticalAndTheSameInAnyChunks(Precision precision) {
        TokenGrammar grammar = grammar();
        int ended = 0;
        try (Device cpu = TestDevice.open(new DeviceOptions(precision, 0));
                Parameters parameters = parameters(cpu)) {
            for (int slot = 0; slot < 9; slot++) {
                float[] tokens = generate(cpu, parameters, 9, slot, STEPS);
                int state = grammar.start();
                int end = end(tokens);
                for (int t = 0; t < end; t++) {
                    state = grammar.after(state, (int) tokens[t]);
                    assertTrue(state >= 0, "step " + t + " of slot " + slot);
                }
                for (int t = end; t < STEPS; t++) {
                    assertEquals(END, tokens[t], "behind the end");
                }
                ended += end < STEPS ? 1 : 0;
                assertArrayEquals(tokens, generate(cpu, parameters, 9, slot, 5, 1, 17, STEPS - 23));
            }
        }
        assertTrue(ended > 1, ended + " have ended");
    }

    /** What a stream is given moves it as if it had drawn it, its conditions with it. */
    @Test
    void goesOnFromAPrimer() {
        try (Parameters parameters = parameters(device);
                StreamSlots slots = new StreamSlots(device, parameters, grammar(), 2)) {
            slots.open(1, 4, 4, Sampling.at(1));
            float[] drawn = new float[2 * 70];
            float[] given = conditions(0, 73, 2);
            slots.generate(70, given, drawn);
            assertFalse(slots.isEnded(0));
            float[] own = new float[73 * CONDITIONS];
            for (int k = 0; k < own.length; k++) {
                own[k] = given[(k / CONDITIONS * 2 + 1) * CONDITIONS + k % CONDITIONS];
            }
            float[] primer = new float[70];
            for (int t = 0; t < primer.length; t++) {
                primer[t] = drawn[2 * t + 1];
            }
            int length = Math.min(primer.length, end(primer));
            assertTrue(length > 3, "a primer of " + length);
            slots.open(0, 4, 4, Sampling.at(0));
            slots.prime(0, Arrays.copyOf(primer, length), Arrays.copyOf(own, length * CONDITIONS));
            slots.open(1, 4, 4, Sampling.at(0));
            for (int t = 0; t < length; t++) {
                slots.prime(
                        1,
                        new float[] {primer[t]},
                        Arrays.copyOfRange(own, t * CONDITIONS, (t + 1) * CONDITIONS));
            }
            float[] out = new float[2 * 3];
            float[] same = new float[2 * 3 * CONDITIONS];
            Arrays.fill(same, 0.5f);
            slots.generate(3, same, out);
            for (int t = 0; t < 3; t++) {
                assertEquals(out[2 * t], out[2 * t + 1], "step " + t);
            }
        }
    }

    @Test
    void refusesWhatTheGrammarForbids() {
        try (Parameters parameters = parameters(device);
                StreamSlots slots = new StreamSlots(device, parameters, grammar(), 1)) {
            slots.open(0, 1, 0, Sampling.at(1));
            float[] none = new float[6];
            assertEquals(
                    "token 1 is 2, which the grammar forbids in state 2",
                    refusal(() -> slots.prime(0, new float[] {0, 2}, none)));
            assertEquals(
                    "token 0 is 12.0, no whole number in 0..11",
                    refusal(() -> slots.prime(0, new float[] {12}, none)));
            assertEquals(
                    "the network takes 2 conditions with every frame: give them",
                    refusal(() -> slots.prime(0, 0)));
            assertEquals(
                    "2 conditions for 2 steps of 1 slots of 2 values",
                    refusal(() -> slots.generate(2, new float[2], new float[2])));
            slots.prime(0, new float[] {0, END}, none);
            assertTrue(slots.isEnded(0));
            assertEquals(
                    "token 0 is 3, which the grammar forbids behind the end",
                    refusal(() -> slots.prime(0, new float[] {3}, none)));
            float[] out = new float[2];
            slots.generate(2, none, out);
            assertArrayEquals(new float[] {END, END}, out);
            assertEquals(0, slots.position(0));
        }
        NetworkSpec frames = new NetworkSpec(1, 1, 2, 0, 0, new Head.MeanSquared());
        try (Parameters parameters = new Parameters(device, frames)) {
            assertEquals(
                    "a grammar of 12 tokens, but the network makes no tokens: its head is"
                            + " MeanSquared[]",
                    refusal(() -> new StreamSlots(device, parameters, grammar(), 1)));
        }
        try (Parameters parameters = new Parameters(device, NetworkSpec.ofTokens(13, 2, 1, 2, 0))) {
            assertEquals(
                    "a grammar of 12 tokens, but the network has 13",
                    refusal(() -> new StreamSlots(device, parameters, grammar(), 1)));
        }
    }

    @Test
    void refusesTablesThatAreNone() {
        assertEquals(
                "a table of 3 values for 2 states and 2 tokens",
                refusal(() -> new TokenGrammar(2, 2, 0, -1, new int[3])));
        assertEquals(
                "state 1 lets no token come",
                refusal(() -> new TokenGrammar(2, 2, 0, -1, new int[] {0, 1, -1, -1})));
        assertEquals(
                "token 1 leads from state 0 to 2, outside -1..1",
                refusal(() -> new TokenGrammar(2, 2, 0, -1, new int[] {0, 2, 0, 0})));
        assertEquals(
                "start 2 is outside 0..1",
                refusal(() -> new TokenGrammar(2, 2, 2, -1, new int[4])));
        assertEquals(
                "endToken 2 is outside -1..1",
                refusal(() -> new TokenGrammar(2, 2, 0, 2, new int[4])));
    }

    private static String refusal(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }
}
