// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.audio.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.io.encode.SoundEncoder;
import org.timbrel.audio.io.encode.StreamFormat;

/** What a machine without FFmpeg can do, and that nothing native is left behind. */
class NativeLibrariesTest {

    @TempDir Path folder;

    /** Copies a file as a 16-bit WAV and prints what went wrong; runs in a JVM of its own. */
    static final class Copy {
        private Copy() {}

        public static void main(String[] arguments) {
            try (SampleReader reader = AudioFiles.open(Path.of(arguments[0]))) {
                WavWriter.write(Path.of(arguments[1]), reader, WavEncoding.PCM_16);
                System.out.print("done");
            } catch (IOException e) {
                System.out.print(e.getMessage());
            }
        }
    }

    /** Runs {@link Copy} behind a shell command with the class path entries that pass. */
    private static String copy(Predicate<String> entries, String before, Path from, Path to)
            throws Exception {
        return java(
                entries, before, List.of(), Copy.class, List.of(from.toString(), to.toString()));
    }

    /** Runs a class in a JVM of its own; what it printed. */
    private static String java(
            Predicate<String> entries,
            String before,
            List<String> options,
            Class<?> main,
            List<String> arguments)
            throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entries)
                        .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", before + " exec \"$@\"", "sh", java));
        command.addAll(List.of("-cp", classPath, "-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void wavNeedsNoFfmpegAndOtherFormatsSayThatTheyDo() throws Exception {
        float[] noise = TestSounds.noise(1, 16, 5_000);
        Path wav = folder.resolve("x.wav");
        WavWriter.write(wav, new AudioClip(noise, 8_000).reader(), WavEncoding.PCM_16);
        Path flac = TestEncoder.FLAC_16.encode(folder, 8_000, noise);
        Predicate<String> plain = entry -> !entry.contains("bytedeco");
        Predicate<String> noNatives = entry -> !entry.matches(".*ffmpeg[^/]*-x86_64\\.jar");
        Path out = folder.resolve("out.wav");
        assertEquals("done", copy(plain, "", wav, out));
        assertEquals(-1, Files.mismatch(wav, out));
        String said = copy(noNatives, "", flac, out);
        assertTrue(said.startsWith("FFmpeg's native libraries cannot be loaded on Linux "), said);
        assertEquals(1, said.lines().count(), said);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskLeavesTheOldFileAlone() throws Exception {
        Path wav = folder.resolve("x.wav");
        float[] noise = TestSounds.noise(1, 16, 400_000);
        WavWriter.write(wav, new AudioClip(noise, 8_000).reader(), WavEncoding.PCM_16);
        Path out = Files.write(folder.resolve("out.wav"), new byte[] {9});
        // The limit on a file's size stands in for the disk's.
        String said = copy(entry -> true, "ulimit -f 200;", wav, out);
        assertTrue(said.toLowerCase(java.util.Locale.ROOT).contains("file too large"), said);
        assertEquals(1, Files.size(out));
        assertEquals(2, folder.toFile().list().length);
    }

    /** Prints by how many bytes the process grew while files were read, good and bad ones. */
    static final class OpenAndClose {
        private OpenAndClose() {}

        public static void main(String[] arguments) throws IOException {
            Path good = Path.of(arguments[0]);
            Path cut = Path.of(arguments[1]);
            Path headless = Path.of(arguments[2]);
            openAndClose(good, cut, headless, 300);
            long before = Pointer.physicalBytes();
            openAndClose(good, cut, headless, 2_000);
            System.out.print(Pointer.physicalBytes() - before);
        }

        private static void openAndClose(Path good, Path cut, Path headless, int times)
                throws IOException {
            float[] block = new float[256];
            for (int i = 0; i < times; i++) {
                try (SampleReader reader = AudioFiles.open(good, 22_050)) {
                    assertEquals(256, reader.read(block, 0, 256));
                }
                assertThrows(IOException.class, () -> TestSounds.read(cut));
                assertThrows(IOException.class, () -> AudioFiles.open(headless));
            }
        }
    }

    @Test
    void nativeMemoryStaysFlat() throws Exception {
        Path flac = TestEncoder.FLAC_16.encode(folder, 44_100, TestSounds.noise(1, 16, 9_000));
        byte[] whole = Files.readAllBytes(flac);
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, 6_000));
        Path headless = Files.write(folder.resolve("headless"), Arrays.copyOf(whole, 30));
        // A frame, packet or filter lost each time would be 40 MB and more.
        requireFlat(
                OpenAndClose.class, List.of(flac.toString(), cut.toString(), headless.toString()));
    }

    /** Prints by how many bytes the process grew while sounds were encoded, each to another end. */
    static final class EncodeAndClose {
        private EncodeAndClose() {}

        public static void main(String[] arguments) throws IOException {
            encodeAndClose(300);
            long before = Pointer.physicalBytes();
            encodeAndClose(2_000);
            System.out.print(Pointer.physicalBytes() - before);
        }

        private static void encodeAndClose(int times) throws IOException {
            float[] sound = TestSounds.noise(2, 16, 1_500);
            float[] bad = {Float.NaN};
            for (int i = 0; i < times; i++) {
                try (SoundEncoder encoder =
                        SoundEncoder.open(
                                i % 2 == 0 ? StreamFormat.FLAC : StreamFormat.OPUS, 44_100)) {
                    switch (i / 2 % 4) {
                        case 0 -> encoder.header();
                        case 1 -> encoder.encode(sound, 0, sound.length);
                        case 2 ->
                                assertThrows(
                                        IOException.class,
                                        () -> encoder.encode(bad, 0, bad.length));
                        default -> {
                            encoder.encode(sound, 0, sound.length);
                            encoder.finish();
                        }
                    }
                }
            }
        }
    }

    @Test
    void encodersLeaveNothingBehind() throws Exception {
        // An encoder lost each time would be 100 MB and more.
        requireFlat(EncodeAndClose.class, List.of());
    }

    /** Runs what prints how many bytes it grew by, in a JVM whose heap cannot grow. */
    private static void requireFlat(Class<?> main, List<String> arguments) throws Exception {
        List<String> heap =
                List.of("-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
        String said = java(entry -> true, "", heap, main, arguments);
        assertTrue(Long.parseLong(said) < 24L << 20, "grew by " + said + " bytes");
    }
}
