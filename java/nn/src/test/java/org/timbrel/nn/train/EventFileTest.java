// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, read with a reader of its own that knows nothing of the writer's. */
class EventFileTest {

    @TempDir Path folder;

    private record Event(double time, long step, String version, Map<String, Float> values) {}

    private Path file() {
        return folder.resolve("events");
    }

    private void write(long from, long to, long kept) throws IOException {
        try (EventFile events = EventFile.open(file(), kept)) {
            for (long step = from; step <= to; step++) {
                events.append(step, Map.of("loss/train", 1.0 / step));
            }
        }
    }

    private List<Long> steps() throws IOException {
        return read(file()).stream().map(Event::step).toList();
    }

    @Test
    void whatIsWrittenIsReadByTheFormatsRules() throws IOException {
        long before = System.currentTimeMillis();
        Map<String, Double> values = new LinkedHashMap<>();
        values.put("loss/train", 0.1);
        values.put("loss/validation", Double.NaN);
        values.put("learning_rate", 1e-3);
        try (EventFile events = EventFile.open(file(), 0)) {
            events.append(300, values);
            events.append(1L << 40, Map.of("x", Double.POSITIVE_INFINITY));
        }
        List<Event> events = read(file());
        assertEquals("brain.Event:2", events.get(0).version());
        assertEquals(300, events.get(1).step());
        assertEquals(Map.of("loss/train", 0.1f, "learning_rate", 1e-3f), events.get(1).values());
        assertTrue(events.get(1).time() * 1000 >= before);
        assertEquals(1L << 40, events.get(2).step());
        assertEquals(Float.POSITIVE_INFINITY, events.get(2).values().get("x"));
        assertEquals(3, events.size());
    }

    @Test
    void goesOnBehindTheStepThatIsKnown() throws IOException {
        write(1, 200, 0);
        write(131, 150, 130);
        List<Long> expected = new ArrayList<>(List.of(0L));
        for (long step = 1; step <= 150; step++) {
            expected.add(step);
        }
        assertEquals(expected, steps());
    }

    @Test
    void aValidationAtTheEndMakesRoom() throws IOException {
        write(1, 3, 0);
        long end = Files.size(file());
        try (EventFile events = EventFile.open(file(), 3)) {
            assertEquals(end, Files.size(file()), "nothing is lost");
            events.append(3, Map.of("loss/validation", 2.0));
        }
        write(4, 4, 3);
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), steps());
    }

    /** Killed at every byte of its last two records. */
    @Test
    void anUnfinishedRecordMakesRoom() throws IOException {
        write(1, 8, 0);
        byte[] before = Files.readAllBytes(file());
        write(9, 10, 8);
        byte[] whole = Files.readAllBytes(file());
        for (int size = before.length; size < whole.length; size++) {
            Files.write(file(), Arrays.copyOf(whole, size));
            write(11, 11, 10);
            boolean one = size >= before.length + (whole.length - before.length) / 2;
            List<Long> expected = new ArrayList<>(List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L));
            if (one) {
                expected.add(9L);
            }
            expected.add(11L);
            assertEquals(expected, steps(), size + " bytes");
        }
    }

    @Test
    void damageEndsWhatIsKept() throws IOException {
        write(1, 8, 0);
        byte[] bytes = Files.readAllBytes(file());
        bytes[bytes.length / 2] ^= 4;
        Files.write(file(), bytes);
        write(9, 9, 8);
        List<Long> steps = steps();
        assertEquals(9, steps.get(steps.size() - 1));
        assertTrue(steps.size() > 3 && steps.size() < 8, steps.toString());
        write(1, 1, 0);
        assertEquals(List.of(0L, 1L), steps());
    }

    @Test
    void aFileOfSomethingElseBeginsAnew() throws IOException {
        Files.writeString(file(), "This is no event file, and longer than the head of a record.");
        write(6, 6, 5);
        assertEquals(List.of(0L, 6L), steps());
    }

    /** The check value of CRC-32C (RFC 3720, B.4: 32 bytes of zeros). */
    @Test
    void theReadersChecksumIsCrc32c() {
        assertEquals(0x8a9136aa, crc(new byte[32]));
    }

    private static List<Event> read(Path file) throws IOException {
        ByteBuffer bytes = little(Files.readAllBytes(file));
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = take(bytes, 8);
            assertEquals(masked(length), bytes.getInt());
            byte[] event = take(bytes, (int) little(length).getLong());
            assertEquals(masked(event), bytes.getInt());
            events.add(event(little(event)));
        }
        return events;
    }

    private static Event event(ByteBuffer bytes) {
        double time = Double.NaN;
        long step = 0;
        String version = "";
        Map<String, Float> values = new LinkedHashMap<>();
        while (bytes.hasRemaining()) {
            switch ((int) varint(bytes)) {
                case 9 -> time = bytes.getDouble();
                case 16 -> step = varint(bytes);
                case 26 -> version = text(bytes);
                case 42 -> {
                    ByteBuffer summary = little(take(bytes, (int) varint(bytes)));
                    while (summary.hasRemaining()) {
                        assertEquals(10, varint(summary));
                        ByteBuffer value = little(take(summary, (int) varint(summary)));
                        assertEquals(10, varint(value));
                        String tag = text(value);
                        assertEquals(21, varint(value));
                        values.put(tag, value.getFloat());
                        assertEquals(0, value.remaining());
                    }
                }
                default -> throw new AssertionError("another field");
            }
        }
        return new Event(time, step, version, values);
    }

    private static String text(ByteBuffer bytes) {
        return new String(take(bytes, (int) varint(bytes)), StandardCharsets.UTF_8);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static byte[] take(ByteBuffer bytes, int count) {
        byte[] taken = new byte[count];
        bytes.get(taken);
        return taken;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int masked(byte[] bytes) {
        int crc = crc(bytes);
        return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
    }

    /** Bit by bit. */
    private static int crc(byte[] bytes) {
        int crc = -1;
        for (byte one : bytes) {
            crc ^= one & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0x82f63b78;
            }
        }
        return ~crc;
    }
}
