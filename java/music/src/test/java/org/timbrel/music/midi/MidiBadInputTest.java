// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.music.midi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.timbrel.music.midi.MidiBytes.chunk;
import static org.timbrel.music.midi.MidiBytes.file;
import static org.timbrel.music.midi.MidiBytes.header;
import static org.timbrel.music.midi.MidiBytes.hex;
import static org.timbrel.music.midi.MidiBytes.join;
import static org.timbrel.music.midi.MidiBytes.track;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.timbrel.music.score.RandomScore;
import org.timbrel.music.score.Score;

/** Files that are wrong are refused in one line that says what is wrong. */
class MidiBadInputTest {

    private static final String NOTE = "00 90 3c 40 | 60 80 3c 40 | 00 ff 2f 00";

    static Stream<Arguments> refused() {
        byte[] good = file(0, 96, track(NOTE));
        return Stream.of(
                Arguments.of("empty file", new byte[0]),
                Arguments.of(
                        "no MIDI file",
                        "X:1\nT:A tune in text\n".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("no MIDI file", "MT".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of(
                        "no MIDI file", "RIFF1234WAVEfmt ".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("damaged: no header of 6 bytes", Arrays.copyOf(good, 4)),
                Arguments.of(
                        "truncated: the chunk at byte 8 wants 6 bytes, and 2 are left",
                        Arrays.copyOf(good, 10)),
                Arguments.of("damaged: no header", join(chunk("MThd", hex("0000")), track(NOTE))),
                Arguments.of(
                        "wants 4294967295 bytes",
                        join(
                                "MThd".getBytes(StandardCharsets.US_ASCII),
                                hex("ffffffff 0000 0001 0060"))),
                Arguments.of("truncated: 0 of 1 tracks", Arrays.copyOf(good, 14)),
                Arguments.of(
                        "truncated: the chunk at byte 22 wants 12 bytes, and 5 are left",
                        Arrays.copyOf(good, 27)),
                Arguments.of("truncated: 1 of 3 tracks", join(header(1, 3, 96), track(NOTE))),
                Arguments.of("truncated: 0 of 65535 tracks", header(1, 0xffff, 96)),
                Arguments.of(
                        "wants 2147483647 bytes",
                        join(
                                header(0, 1, 96),
                                "MTrk".getBytes(StandardCharsets.US_ASCII),
                                hex("7fffffff 00"))),
                Arguments.of("MIDI format 3 is outside 0..2", file(3, 96, track(NOTE))),
                Arguments.of("division 0", file(0, 0, track(NOTE))),
                Arguments.of("SMPTE timing of 26 frames", file(0, 0xe628, track(NOTE))),
                Arguments.of(
                        "SMPTE timing of 25 frames a second and 0 ticks",
                        file(0, 0xe700, track(NOTE))),
                Arguments.of("tempo 0 at byte", file(0, 96, track("00 ff 51 03 000000"))),
                Arguments.of("tempo of 2 bytes", file(0, 96, track("00 ff 51 02 0000"))),
                Arguments.of("time signature 0/2^2", file(0, 96, track("00 ff 58 04 00021808"))),
                Arguments.of("time signature 4/2^8", file(0, 96, track("00 ff 58 04 04081808"))),
                Arguments.of("time signature of 1 bytes", file(0, 96, track("00 ff 58 01 04"))),
                Arguments.of("data byte 60 at byte 23", file(0, 96, track("00 3c 40"))),
                Arguments.of(
                        "data byte 144 at byte 24 is above 127", file(0, 96, track("00 90 90 40"))),
                Arguments.of("status 0xf4", file(0, 96, track("00 f4 00"))),
                Arguments.of("ends at byte 25 in the midst", file(0, 96, track("00 90 3c"))),
                Arguments.of("ends at byte 23 in the midst", file(0, 96, track("00"))),
                Arguments.of("more than 4 bytes", file(0, 96, track("ff ff ff ff 7f 90 3c 40"))),
                Arguments.of(
                        "a meta event at byte 29 wants 268435455 bytes",
                        file(0, 96, track("00 ff 01 ff ff ff 7f 41"))),
                Arguments.of(
                        "a system message at byte 28 wants 268435455 bytes",
                        file(0, 96, track("00 f0 ff ff ff 7f 41"))),
                Arguments.of(
                        "absurd length: 2,796,202 quarters",
                        file(0, 96, track("00 90 3c 40 | ff ff ff 7f 80 3c 40"))),
                Arguments.of(
                        "absurd length: 130 hours",
                        file(
                                0,
                                9600,
                                track("00 ff 51 03 ffffff | 00 90 3c 40 | ff ff ff 7f 80 3c 40"))),
                Arguments.of(
                        "a RIFF file without a data chunk",
                        join("RIFF0000RMID".getBytes(StandardCharsets.US_ASCII), good)),
                Arguments.of(
                        "the RIFF chunk data at byte 20 wants 255 bytes",
                        join(
                                "RIFF0000RMIDdata".getBytes(StandardCharsets.US_ASCII),
                                hex("ff000000"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefused(String message, byte[] bytes) {
        String line = assertThrows(MidiException.class, () -> MidiReader.read(bytes)).getMessage();
        assertTrue(line.contains(message), line);
        assertFalse(line.contains("\n"), line);
    }

    @Test
    void everyCutIsRefused() throws Exception {
        byte[] bytes = MidiWriter.bytes(RandomScore.of(4));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(MidiException.class, () -> MidiReader.read(cut), "at " + length);
        }
    }

    @Test
    void aFolderIsRefused(@TempDir Path folder) {
        String line = assertThrows(MidiException.class, () -> MidiReader.read(folder)).getMessage();
        assertEquals("is a folder; name a file in it", line);
    }

    @Test
    void aMissingFileIsRefused(@TempDir Path folder) {
        assertThrows(IOException.class, () -> MidiReader.read(folder.resolve("none.mid")));
    }

    @Test
    void aHugeFileIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("huge.mid");
        try (var channel =
                Files.newByteChannel(
                        file,
                        java.nio.file.StandardOpenOption.CREATE_NEW,
                        java.nio.file.StandardOpenOption.WRITE)) {
            channel.position(1L << 40);
            channel.write(java.nio.ByteBuffer.allocate(1));
        }
        String line = assertThrows(MidiException.class, () -> MidiReader.read(file)).getMessage();
        assertTrue(line.contains("larger than 64 MiB"), line);
    }

    @Test
    void moreEventsThanAreKeptAreRefused() {
        byte[] events = new byte[3 * (ScoreLimits.MAX_EVENTS + 2) + 1];
        events[1] = (byte) 0x90;
        for (int i = 2; i < events.length - 2; i += 3) {
            events[i] = 60;
            events[i + 1] = 64;
        }
        byte[] bytes = file(0, 96, chunk("MTrk", events));
        String line = assertThrows(MidiException.class, () -> MidiReader.read(bytes)).getMessage();
        assertTrue(line.contains("more than 1,000,000 notes"), line);
    }

    @Test
    void tenHoursAreRead() throws Exception {
        // At 120 quarters a minute ten hours are 72,000 quarters, 6,912,000 ticks.
        Score score = MidiReader.read(file(0, 96, track("00 90 3c 40 | 83 a5 f0 00 80 3c 40")));
        assertEquals(6_912_000, score.end());
    }

    /** Nothing but MidiException, no matter what is in the file, nor takes it long. */
    @Test
    void changedBytesNeverBreakTheReader() throws Exception {
        List<byte[]> files = files();
        int read = 0;
        int refused = 0;
        Random random = new Random(8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = changed(random, files.get(i % files.size()));
            boolean good =
                    assertTimeout(
                            Duration.ofSeconds(5), // A thousand times what it takes.
                            () -> {
                                try {
                                    MidiReader.readFile(bytes);
                                    return true;
                                } catch (MidiException e) {
                                    assertFalse(e.getMessage().isBlank());
                                    return false;
                                }
                            });
            read += good ? 1 : 0;
            refused += good ? 0 : 1;
        }
        assertTrue(read > 1000 && refused > 1000, read + " read, " + refused + " refused");
    }

    private static List<byte[]> files() throws MidiException {
        List<byte[]> files = new ArrayList<>();
        for (long seed = 0; seed < 50; seed++) {
            files.add(MidiWriter.bytes(RandomScore.of(seed)));
        }
        return files;
    }

    private static byte[] changed(Random random, byte[] file) {
        byte[] bytes = file.clone();
        bytes[8 + random.nextInt(6)] = (byte) random.nextInt(random.nextBoolean() ? 3 : 256);
        for (int changes = random.nextInt(12); changes > 0; changes--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        if (random.nextInt(4) == 0) {
            // A piece of the file over another.
            int length = random.nextInt(bytes.length / 2);
            int from = random.nextInt(bytes.length - length);
            System.arraycopy(bytes, from, bytes, random.nextInt(bytes.length - length), length);
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
    }

    /** The music that a changed file still holds can be written again. */
    @Test
    void whatIsReadCanBeWritten() throws Exception {
        List<byte[]> files = files();
        Random random = new Random(9);
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            Score score;
            try {
                score = MidiReader.read(changed(random, files.get(i % files.size())));
            } catch (MidiException e) {
                continue;
            }
            assertEquals(score, MidiReader.read(MidiWriter.bytes(score)));
            read++;
        }
        assertTrue(read > 100, read + " read");
    }
}
