// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.features.FeatureFile;

/** demo, on the shipped sound. */
class DemoCommandTest {

    private static final String HOME = "timbrel.home";

    @TempDir private Path folder;

    @BeforeEach
    void tellHome() {
        System.setProperty(HOME, Path.of("../..").toAbsolutePath().normalize().toString());
    }

    @AfterEach
    void forgetHome() {
        System.clearProperty(HOME);
    }

    @Test
    void writesSoundFeaturesAndPage() throws IOException {
        Path demo = folder.resolve("demo");
        Run run = Run.of("demo", "-o", demo).succeeded();
        assertEquals("wrote " + demo.resolve("original.wav"), run.outLines().get(0));
        assertEquals(
                "open " + demo.resolve("report.html").toAbsolutePath().toUri(),
                run.outLines().get(3));
        assertTrue(FeatureFile.read(demo.resolve("original.npz")).frames() > 100);
        String page = Files.readString(demo.resolve("report.html"));
        assertTrue(page.contains("<audio"), "a player");
        assertFalse(page.contains("<script"), "no script");
        Matcher outside =
                Pattern.compile("(?:src|href)=\"(?!data:|original\\.wav\")").matcher(page);
        assertFalse(outside.find(), "everything is in the page or beside it");
        Matcher picture = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(page);
        int pictures = 0;
        while (picture.find()) {
            byte[] png = Base64.getDecoder().decode(picture.group(1));
            assertTrue(ImageIO.read(new ByteArrayInputStream(png)).getHeight() > 1);
            pictures++;
        }
        assertEquals(5, pictures, "waveform, spectrogram, MFCCs and two colour bars");
    }

    @Test
    void replacesItsOwnFilesAndNoOthers() throws IOException {
        Path demo = folder.resolve("demo");
        Run.of("demo", "-o", demo).succeeded();
        Path mine = Files.writeString(demo.resolve("notes.txt"), "mine");
        Files.writeString(demo.resolve("report.html"), "old");
        Run.of("demo", "-o", demo, "--quiet").succeeded();
        assertEquals("mine", Files.readString(mine));
        assertTrue(Files.size(demo.resolve("report.html")) > 1000);
    }

    @Test
    void leavesForeignFoldersAlone() throws IOException {
        Path mine = Files.writeString(folder.resolve("report.html"), "mine");
        Run.of("demo", "-o", folder)
                .failed(
                        "timbrel demo: "
                                + folder
                                + " holds files that no demo wrote; name another folder with -o");
        assertEquals("mine", Files.readString(mine));
        assertEquals(1, folder.toFile().list().length);
        Run onFile = Run.of("demo", "-o", mine);
        assertEquals(1, onFile.status());
        assertEquals(1, onFile.errLines().size(), onFile.err());
    }

    @Test
    void saysThatItCannotFindTheSounds() {
        System.clearProperty(HOME);
        Run run = Run.of("demo", "-o", folder.resolve("demo"));
        assertEquals(1, run.status());
        assertTrue(run.err().contains("start with the launcher"), run.err());
        System.setProperty(HOME, folder.toString());
        Run.of("demo", "-o", folder.resolve("demo"))
                .failed(
                        "timbrel demo: "
                                + folder.resolve("audio-samples/loop_tabla.flac")
                                + ": no such file");
        assertFalse(Files.exists(folder.resolve("demo")));
    }
}
