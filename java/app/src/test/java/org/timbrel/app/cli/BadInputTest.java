// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.app.Sounds;

/** Bad input: one clear line each, the right status, and nothing lost. */
class BadInputTest {

    @TempDir private Path folder;

    /** Runs extract on a bad file and returns the reason that it gives. */
    private String reason(Path bad, Object... options) {
        Path output = folder.resolve("out.npz");
        Object[] fixed = {"extract", bad, "-o", output};
        Object[] all = Arrays.copyOf(fixed, fixed.length + options.length);
        System.arraycopy(options, 0, all, fixed.length, options.length);
        Run run = Run.of(all);
        assertEquals(1, run.status(), run.out());
        assertEquals("", run.out());
        assertEquals(1, run.errLines().size(), run.err());
        String start = "timbrel extract: " + bad + ": ";
        assertTrue(run.err().startsWith(start), run.err());
        assertFalse(Files.exists(output));
        assertEquals(0, temporaryFiles());
        return run.err().substring(start.length()).strip();
    }

    private long temporaryFiles() {
        String[] names = folder.toFile().list((parent, name) -> name.endsWith(".tmp"));
        return names.length;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void missing() {
        assertEquals("no such file", reason(folder.resolve("missing.wav")));
    }

    @Test
    void empty() throws IOException {
        String reason = reason(file("empty.wav", ""));
        assertTrue(reason.contains("empty"), reason);
    }

    @Test
    void noSound() throws IOException {
        String reason = reason(file("text.wav", "This is no sound at all, but words.\n"));
        assertTrue(reason.contains("not a sound file"), reason);
    }

    @Test
    void truncated() throws IOException {
        Path whole = Sounds.noise(folder.resolve("whole.wav"), 44_100);
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = folder.resolve("cut.wav");
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        assertTrue(reason(cut).matches(".*(truncated|cut|ends|short|missing|promises|damaged).*"));
        Files.write(cut, Arrays.copyOf(bytes, 30));
        assertTrue(reason(cut).length() > 10);
    }

    @Test
    void noSamples() throws IOException {
        String reason = reason(Sounds.silent(folder.resolve("zero.wav")));
        assertTrue(reason.contains("0 samples") || reason.contains("no sound"), reason);
    }

    @Test
    void notANumber() throws IOException {
        String reason = reason(Sounds.nan(folder.resolve("nan.wav")));
        assertTrue(reason.contains("NaN"), reason);
    }

    @Test
    void shorterThanAFrame() throws IOException {
        Path brief = Sounds.noise(folder.resolve("brief.wav"), 511);
        assertEquals(
                "511 samples are fewer than one window of 512: center the frames or use a shorter"
                        + " FFT",
                reason(brief, "--no-center"));
        Run.of("extract", brief, "-o", folder.resolve("brief.npz")).succeeded();
    }

    @Test
    void aPlaylistInDisguise() throws IOException {
        Sounds.noise(folder.resolve("secret.wav"), 1000);
        Path script = file("list.wav", "ffconcat version 1.0\nfile secret.wav\n");
        String reason = reason(script);
        assertTrue(reason.contains("not a sound file"), reason);
    }

    @Test
    void aFolderWithoutSounds() throws IOException {
        Path hollow = Files.createDirectories(folder.resolve("hollow"));
        Run.of("extract", hollow, "-o", folder.resolve("out"))
                .failed(
                        "timbrel extract: "
                                + hollow
                                + ": no sound files in this folder or below it");
        assertFalse(Files.exists(folder.resolve("out")));
    }

    @Test
    void badFilesStopNoGoodOnes() throws IOException {
        Path in = folder.resolve("in");
        Sounds.noise(in.resolve("a.wav"), 1000);
        Files.writeString(in.resolve("b.wav"), "");
        Sounds.nan(in.resolve("c.wav"));
        Sounds.noise(in.resolve("d.wav"), 1000);
        Path out = folder.resolve("out");
        Run run = Run.of("extract", in, "-o", out);
        assertEquals(1, run.status());
        assertTrue(Files.exists(out.resolve("a.npz")));
        assertTrue(Files.exists(out.resolve("d.npz")));
        assertEquals(3, run.errLines().size(), run.err());
        assertTrue(run.errLines().get(0).startsWith("timbrel extract: " + in.resolve("b.wav")));
        assertTrue(run.errLines().get(1).startsWith("timbrel extract: " + in.resolve("c.wav")));
        assertEquals("timbrel extract: 2 of 4 files failed", run.errLines().get(2));
    }

    @Test
    void anOutputThatExistsIsLeftAlone() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 1000);
        Path other = Sounds.noise(folder.resolve("b.wav"), 1000);
        Path out = Files.createDirectories(folder.resolve("out"));
        Path old = Files.writeString(out.resolve("a.npz"), "old");
        Run.of("extract", sound, other, "-o", out)
                .failed(
                        "timbrel extract: "
                                + sound
                                + ": "
                                + old
                                + ": exists already; --force replaces it",
                        "timbrel extract: 1 of 2 files failed");
        assertEquals("old", Files.readString(old));
        assertTrue(Files.exists(out.resolve("b.npz")));
    }

    @Test
    void anOutputFolderThatCannotBeMade() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 1000);
        Path wall = file("wall", "a file");
        Run run = Run.of("extract", sound, "-o", wall.resolve("out"));
        assertEquals(1, run.status());
        assertEquals(1, run.errLines().size(), run.err());
        assertTrue(run.err().contains("a.npz: cannot make its folder: "), run.err());
    }

    @Test
    void anOutputFolderThatMayNotBeWritten() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 1000);
        Path locked = Files.createDirectories(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeFalse(Files.isWritable(locked), "root may write everywhere");
        Run.of("extract", sound, "-o", locked)
                .failed(
                        "timbrel extract: "
                                + sound
                                + ": "
                                + locked.resolve("a.npz")
                                + ": cannot be written: permission denied");
    }

    @Test
    void anOutputThatIsAFolder() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 1000);
        Path wall = Files.createDirectories(folder.resolve("wall.npz"));
        Run run = Run.of("extract", sound, "-o", wall, "--force");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("is a folder"), run.err());
    }

    @Test
    void aDeviceIsNoOutput() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.wav"), 1000);
        Path link = Files.createSymbolicLink(folder.resolve("b.npz"), Path.of("/dev/null"));
        Run run = Run.of("extract", sound, "-o", link, "--force");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("is not a regular file"), run.err());
        assertFalse(Files.isRegularFile(Path.of("/dev/null")));
    }

    @Test
    void debugShowsTheStackTrace() {
        Run run = Run.of("extract", folder.resolve("x"), "-o", folder.resolve("y"), "--debug");
        assertEquals(1, run.status());
        assertTrue(run.err().contains("\tat org.timbrel."), run.err());
    }

    @Test
    void anInputIsNeverOverwritten() throws IOException {
        Path sound = Sounds.noise(folder.resolve("a.npz"), 1000);
        byte[] before = Files.readAllBytes(sound);
        Run.of("extract", sound, "-o", sound, "--force")
                .wrongUsage("timbrel extract: " + sound + " is both input and output");
        Run.of("extract", sound, "-o", folder, "--force")
                .wrongUsage("timbrel extract: " + sound + " is both input and output");
        assertArrayEquals(before, Files.readAllBytes(sound));
    }
}
