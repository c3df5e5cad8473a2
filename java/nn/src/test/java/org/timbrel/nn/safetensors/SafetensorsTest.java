// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"1", "2", "16383", "16384", "16385", "50000"})
    void givesBackTheBitsItWasGiven(int count) throws IOException {
        float[] values = new float[count];
        Random random = new Random(count);
        for (int k = 0; k < count; k++) {
            values[k] = Float.intBitsToFloat(random.nextInt());
        }
        Path file =
                write(
                        Map.of("note", "é \" \\ \n"),
                        List.of(
                                NamedTensor.of("a", new float[] {1}),
                                NamedTensor.of("weights", values, count, 1),
                                NamedTensor.of("empty", new float[0], 3, 0)));
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            reader.requireHash();
            assertEquals("é \" \\ \n", reader.metadata().get("note"));
            assertEquals(List.of((long) count, 1L), reader.info("weights").shape());
            assertArrayEquals(bits(values), bits(reader.floats("weights")));
            assertArrayEquals(new float[] {1}, reader.floats("a"));
            assertEquals(0, reader.floats("empty").length);
            assertTrue(reader.has("a"));
            assertFalse(reader.has("b"));
        }
    }

    @Test
    void beginsItsDataAtAMultipleOfEight() throws IOException {
        for (int length = 0; length < 9; length++) {
            Path file =
                    write(
                            Map.of("k", "x".repeat(length)),
                            List.of(NamedTensor.of("a", new float[] {1}, 1)));
            byte[] bytes = Files.readAllBytes(file);
            assertEquals(0, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Header, bytes of data, message.
                "[]                              | 0 | the header does not begin with {",
                "{} x                            | 0 | the header is not the JSON",
                "{                               | 0 | the header is not the JSON",
                "{'a':T(F32,[1],0,4),'a':T(F32,[1],4,8)} | 8 | Duplicate field 'a'",
                "{'a':T(F32,[1],0,4),'b':T(F32,[1],0,4)} | 4 | tensor b begins at byte 0 of the"
                        + " data, inside the one that ends at byte 4",
                "{'a':T(F32,[2],0,8),'b':T(F32,[1],4,8)} | 8 | tensor b begins at byte 4 of the"
                        + " data, inside the one that ends at byte 8",
                "{'a':T(F32,[1],0,4),'b':T(F32,[1],8,12)} | 12 | tensor b begins at byte 8 of the"
                        + " data, with a gap after byte 4",
                "{'a':T(F32,[1],4,8)}            | 8 | tensor a begins at byte 4",
                "{'a':T(F32,[1],0,4)}            | 3 | describes 4 bytes of data, but the file"
                        + " holds 3",
                "{'a':T(F32,[1],0,4)}            | 5 | describes 4 bytes of data, but the file"
                        + " holds 5",
                "{'a':T(F32,[2],0,4)}            | 4 | needs 8 bytes, but its data_offsets are 0..4",
                "{'a':T(F32,[1],4,0)}            | 4 | needs 4 bytes, but its data_offsets are 4..0",
                "{'a':T(F32,[-1],0,4)}           | 4 | shape holds -1, which is no size",
                "{'a':T(F32,[-1,-1],0,4)}        | 4 | shape holds -1, which is no size",
                "{'a':T(F32,[1.0],0,4)}          | 4 | shape holds 1.0, which is no size",
                "{'a':T(F32,['1'],0,4)}          | 4 | shape holds \"1\", which is no size",
                "{'a':T(F32,[99999999999999999999],0,4)} | 4 | which is no size",
                "{'a':T(F32,[4294967296,4294967296],0,4)} | 4 | is too large",
                "{'a':T(F32,[4611686018427387905],0,4)} | 4 | is too large",
                "{'a':T(F32,[1],0,9223372036854775807)} | 4 | needs 4 bytes",
                "{'a':T(F33,[1],0,4)}            | 4 | dtype F33 is not known",
                "{'a':{'dtype':'F32','shape':[1]}} | 4 | has not just a dtype, a shape",
                "{'a':{'dtype':'F32','shape':[1],'data_offsets':{'a':0,'b':4}}} | 4 | has not just"
                        + " a dtype, a shape",
                "{'a':5}                         | 4 | has not just a dtype, a shape",
                "{'__metadata__':{'k':5}}        | 0 | __metadata__: k is not a string",
                "{'__metadata__':[]}             | 0 | __metadata__ is not a JSON object",
            })
    void refusesAHeaderThatLies(String header, int dataBytes, String message) throws IOException {
        String json =
                header.replaceAll(
                                "T\\((\\w+),(\\[.*?\\]),(\\d+),(\\d+)\\)",
                                "{'dtype':'$1','shape':$2,'data_offsets':[$3,$4]}")
                        .replace('\'', '"');
        Path file = raw(json.getBytes(StandardCharsets.UTF_8), json.length(), dataBytes);
        String refusal = refusal(file);
        assertTrue(refusal.startsWith(file + ": "), refusal);
        assertTrue(refusal.replace('"', '\'').contains(message.replace('"', '\'')), refusal);
    }

    @Test
    void refusesAHeaderOfAnImpossibleLength() throws IOException {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
        assertTrue(refusal(raw(json, 3, 0)).endsWith("but only 2 follow: it has been cut short"));
        assertTrue(refusal(raw(json, -1, 0)).contains("18446744073709551615 bytes, more than"));
        assertTrue(refusal(raw(json, 100_000_000, 0)).contains("this is no safetensors file"));
        Path seven = Files.write(folder.resolve("seven"), new byte[7]);
        assertTrue(refusal(seven).endsWith("7 bytes are too few for a safetensors file"));
        Path empty = Files.write(folder.resolve("empty"), new byte[8]);
        assertTrue(refusal(empty).endsWith("the header does not begin with {"));
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        byte[] json = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
        assertTrue(refusal(raw(json, json.length, 0)).endsWith("the header is not UTF-8"));
    }

    @Test
    void readsATensorOfAnotherTypeOnlyWhenAsked() throws IOException {
        String json = "{\"a\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}";
        Path file = raw(json.getBytes(StandardCharsets.UTF_8), json.length(), 4);
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            assertEquals(2, reader.info("a").count());
            assertEquals(
                    file + ": tensor a is F16; only F32 can be used here",
                    assertThrows(SafetensorsException.class, () -> reader.floats("a"))
                            .getMessage());
            assertEquals(
                    file + ": there is no tensor b",
                    assertThrows(SafetensorsException.class, () -> reader.floats("b"))
                            .getMessage());
            assertThrows(SafetensorsException.class, reader::requireHash);
        }
    }

    @Test
    void noticesEveryFlippedBit() throws IOException {
        Path file = write(Map.of("k", "v"), List.of(NamedTensor.of("a", new float[] {1, 2, 3}, 3)));
        byte[] bytes = Files.readAllBytes(file);
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) (bytes[k] ^ 1 << (k % 8));
            Path damaged = Files.write(folder.resolve("damaged"), bytes);
            assertThrows(SafetensorsException.class, () -> verify(damaged), "byte " + k);
            bytes[k] = (byte) (bytes[k] ^ 1 << (k % 8));
        }
        for (int length = 0; length < bytes.length; length++) {
            Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
            assertThrows(SafetensorsException.class, () -> verify(cut), "length " + length);
        }
    }

    @Test
    void refusesToWriteWhatCouldNotBeRead() {
        NamedTensor a = NamedTensor.of("a", new float[1], 1);
        assertThrows(IllegalArgumentException.class, () -> write(Map.of(), List.of(a, a)));
        assertThrows(IllegalArgumentException.class, () -> write(Map.of("sha256", ""), List.of(a)));
        assertEquals(
                "a has shape [2, 3], but 5 values",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> NamedTensor.of("a", new float[5], 2, 3))
                        .getMessage());
    }

    private static void verify(Path file) throws IOException {
        try (SafetensorsReader reader = SafetensorsReader.open(file)) {
            reader.requireHash();
        }
    }

    private Path write(Map<String, String> metadata, Collection<NamedTensor> tensors)
            throws IOException {
        Path file = folder.resolve("written.safetensors");
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            SafetensorsWriter.write(channel, metadata, tensors);
        }
        return file;
    }

    private Path raw(byte[] header, long headerLength, int dataBytes) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(headerLength).put(header);
        return Files.write(folder.resolve("raw.safetensors"), bytes.array());
    }

    private static String refusal(Path file) {
        return assertThrows(SafetensorsException.class, () -> SafetensorsReader.open(file).close())
                .getMessage();
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int k = 0; k < bits.length; k++) {
            bits[k] = Float.floatToRawIntBits(values[k]);
        }
        return bits;
    }
}
