// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavReaderTest {

    private static final byte[] FOUR_PCM16 = {0, 0, 0, 0x40, 0, (byte) 0x80, (byte) 0xFF, 0x7F};
    private static final float[] FOUR = {0, 0.5f, -1, 32_767 / 32_768f};

    @TempDir Path folder;

    private float[] read(byte[] bytes) throws IOException {
        return TestSounds.read(Files.write(folder.resolve("x.wav"), bytes));
    }

    private static byte[] littleEndian(int bytes, java.util.function.Consumer<ByteBuffer> body) {
        ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        body.accept(buffer);
        return buffer.array();
    }

    static Stream<Arguments> encodings() {
        return Stream.of(
                Arguments.of(
                        "PCM 8-bit",
                        WavBytes.PCM,
                        8,
                        new byte[] {(byte) 0x80, (byte) 0xC0, 0, (byte) 0xFF},
                        new float[] {0, 0.5f, -1, 127 / 128f}),
                Arguments.of("PCM 16-bit", WavBytes.PCM, 16, FOUR_PCM16, FOUR),
                Arguments.of(
                        "PCM 24-bit",
                        WavBytes.PCM,
                        24,
                        new byte[] {1, 0, 0, 0, 0, 0x40, 0, 0, (byte) 0x80, -1, -1, -1},
                        new float[] {0x1p-23f, 0.5f, -1, -0x1p-23f}),
                Arguments.of(
                        "PCM 32-bit",
                        WavBytes.PCM,
                        32,
                        littleEndian(
                                16, b -> b.putInt(0).putInt(1 << 30).putInt(1 << 31).putInt(-1)),
                        new float[] {0, 0.5f, -1, -0x1p-31f}),
                Arguments.of(
                        "float 32-bit",
                        WavBytes.FLOAT,
                        32,
                        littleEndian(12, b -> b.putFloat(0.1f).putFloat(-1.5f).putFloat(1e-30f)),
                        new float[] {0.1f, -1.5f, 1e-30f}),
                Arguments.of(
                        "float 64-bit",
                        WavBytes.FLOAT,
                        64,
                        littleEndian(16, b -> b.putDouble(0.1).putDouble(-1)),
                        new float[] {0.1f, -1}));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("encodings")
    void everyEncodingIsExactPlainAndExtensible(
            String codec, int tag, int bits, byte[] data, float[] expected) throws IOException {
        byte[] plain = WavBytes.riff().fmt(tag, 1, 8_000, bits).chunk("data", data).bytes();
        byte[] wide = WavBytes.riff().extensible(tag, 1, 8_000, bits).chunk("data", data).bytes();
        assertArrayEquals(expected, read(plain));
        assertArrayEquals(expected, read(wide));
        assertEquals(
                new AudioInfo("WAV", codec, 8_000, 1, expected.length),
                AudioFiles.info(folder.resolve("x.wav")));
    }

    @Test
    void fewerBitsThanTheirBytesHoldAreTheUpperOnes() throws IOException {
        byte[] data = {0, 0, 0x40};
        assertArrayEquals(
                new float[] {0.5f},
                read(WavBytes.riff().fmt(1, 1, 48_000, 3, 20).chunk("data", data).bytes()));
    }

    @Test
    void channelsAreMixedToTheirMean() throws IOException {
        byte[] wav = WavBytes.riff().fmt(1, 2, 8_000, 16).chunk("data", FOUR_PCM16).bytes();
        assertArrayEquals(new float[] {0.25f, (FOUR[2] + FOUR[3]) / 2}, read(wav));
        byte[] four = WavBytes.riff().fmt(1, 4, 8_000, 16).chunk("data", FOUR_PCM16).bytes();
        assertArrayEquals(new float[] {(float) ((0.5 - 1 + FOUR[3]) / 4)}, read(four));
    }

    @Test
    void unknownChunksAndTheirPaddingAreSkipped() throws IOException {
        byte[] wav =
                WavBytes.riff()
                        .chunk("JUNK", new byte[7])
                        .chunk("bext", new byte[602])
                        .fmt(1, 1, 8_000, 16)
                        .chunk("LIST", new byte[5])
                        .chunk("data", FOUR_PCM16)
                        .chunk("id3 ", new byte[9])
                        .bytes();
        assertArrayEquals(FOUR, read(wav));
    }

    @Test
    void lengthsOfFourGigabytesAndMoreComeFromTheDs64Chunk() throws IOException {
        byte[] ds64 = littleEndian(28, b -> b.putLong(0, 100).putLong(8, 8).putLong(16, 4));
        byte[] wav =
                WavBytes.rf64()
                        .riffSize(-1)
                        .chunk("ds64", ds64)
                        .fmt(1, 1, 8_000, 16)
                        .chunkHead("data", -1)
                        .raw(FOUR_PCM16)
                        .chunk("LIST", new byte[20])
                        .bytes();
        assertArrayEquals(FOUR, read(wav));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MAX_VALUE, 0x7FFFF000, 0})
    void whatCameThroughAPipeIsReadToItsEnd(int dataSize) throws IOException {
        byte[] wav =
                WavBytes.riff()
                        .riffSize(dataSize)
                        .fmt(1, 1, 8_000, 16)
                        .chunkHead("data", dataSize)
                        .raw(FOUR_PCM16)
                        .raw((byte) 1)
                        .bytes();
        assertArrayEquals(FOUR, read(wav));
    }

    static Stream<Arguments> bad() {
        byte[] nan = littleEndian(8, b -> b.putFloat(0.5f).putFloat(Float.NaN));
        byte[] infinite = littleEndian(16, b -> b.putDouble(0.5).putDouble(1e300));
        WavBytes pcm = WavBytes.riff().fmt(1, 1, 100, 16);
        return Stream.of(
                Arguments.of("no fmt", WavBytes.riff().chunk("data", FOUR_PCM16)),
                Arguments.of("no data", WavBytes.riff().fmt(1, 1, 8_000, 16)),
                Arguments.of("without fmt and data chunks", WavBytes.riff()),
                Arguments.of("no sound: 0 samples", pcm.chunk("data").chunk("LIST", new byte[4])),
                Arguments.of(
                        "the header promises 10.00 s, the file holds 3.20 s",
                        WavBytes.riff()
                                .fmt(1, 1, 100, 16)
                                .chunkHead("data", 2_000)
                                .raw(new byte[640])),
                Arguments.of(
                        "truncated",
                        WavBytes.riff()
                                .fmt(1, 1, 8_000, 16)
                                .chunkHead("data", 0xFFFF_0000)
                                .raw(FOUR_PCM16)),
                Arguments.of(
                        "sample rate 0 Hz",
                        WavBytes.riff().fmt(1, 1, 0, 16).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "sample rate 4294967295 Hz",
                        WavBytes.riff().fmt(1, 1, -1, 16).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "0 channels",
                        WavBytes.riff().fmt(1, 0, 8_000, 16).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "65535 channels",
                        WavBytes.riff().fmt(1, 65_535, 8_000, 8).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "frames of 3 bytes",
                        WavBytes.riff().fmt(1, 2, 8_000, 3, 16).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "samples of 64 bits",
                        WavBytes.riff().fmt(1, 1, 8_000, 64).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "0x0002 is neither PCM nor float",
                        WavBytes.riff().fmt(2, 1, 8_000, 4).chunk("data", FOUR_PCM16)),
                Arguments.of(
                        "fmt chunk of 14 bytes",
                        WavBytes.riff().chunk("fmt ", new byte[14]).chunk("data", FOUR_PCM16)),
                Arguments.of("ends within its header", WavBytes.riff().chunkHead("fmt ", -1)),
                Arguments.of(
                        "without fmt and data chunks",
                        WavBytes.riff().chunkHead("LIST", -2).raw(new byte[90])),
                Arguments.of(
                        "sample 1 (0.010 s) is NaN",
                        WavBytes.riff().fmt(3, 1, 100, 32).chunk("data", nan)),
                Arguments.of(
                        "sample 1 (0.010 s) is infinite",
                        WavBytes.riff().fmt(3, 1, 100, 64).chunk("data", infinite)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void badFilesAreRefusedInOneLine(String reason, WavBytes wav) {
        AudioFormatException e =
                assertThrows(AudioFormatException.class, () -> read(wav.bytes()), reason);
        String expected = reason.replaceFirst("^no (fmt|data)$", "without a $1 chunk");
        assertTrue(e.getMessage().contains(expected), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void millionsOfEmptyChunksAreRefused() {
        byte[] body = new byte[20_000 * 8];
        AudioFormatException e =
                assertThrows(
                        AudioFormatException.class, () -> read(WavBytes.riff().raw(body).bytes()));
        assertTrue(e.getMessage().contains("more than 10000 chunks"), e.getMessage());
    }

    @Test
    void blocksOfAnySizeGiveTheSameSamples() throws IOException {
        float[] noise = TestSounds.noise(1, 16, 50_001);
        Path file = folder.resolve("n.wav");
        WavWriter.write(file, new AudioClip(noise, 8_000).reader(), WavEncoding.PCM_16);
        for (int block : new int[] {1, 7, 4_096, 100_000}) {
            assertArrayEquals(noise, BlockReading.all(AudioFiles.open(file), block));
        }
    }

    @Test
    void aClosedReaderSaysSo() throws IOException {
        byte[] wav = WavBytes.riff().fmt(1, 1, 8_000, 16).chunk("data", FOUR_PCM16).bytes();
        SampleReader reader = AudioFiles.open(Files.write(folder.resolve("c.wav"), wav));
        reader.close();
        reader.close();
        assertThrows(IOException.class, () -> reader.read(new float[4], 0, 4));
    }
}
