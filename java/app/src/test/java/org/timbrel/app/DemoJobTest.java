// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.io.AudioFiles;
import org.timbrel.audio.texture.ProceduralTexture;

/** The demo with little sound and few steps; what it learns in full, the shipped models show. */
class DemoJobTest {

    private static final DemoJob.Settings SMALL =
            new DemoJob.Settings(ProceduralTexture.RAIN, 2, 3, 1);

    @TempDir private Path folder;

    @Test
    void writesSoundsModelAndPage() throws IOException {
        Path demo = folder.resolve("demo");
        DemoJob.Written written = new DemoJob(demo, SMALL).run(Progress.NONE);
        assertEquals(6, written.files().size());
        for (Path file : written.files()) {
            assertTrue(Files.size(file) > 1000, file.toString());
        }
        assertEquals(44_100, AudioFiles.info(demo.resolve("generated-2.wav")).lengthFrames());
        assertEquals(
                AudioFiles.info(demo.resolve("original.wav")).lengthFrames(),
                AudioFiles.info(demo.resolve("resynthesis.wav")).lengthFrames());
        String page = Files.readString(written.report());
        assertEquals(5, page.split("<audio", -1).length, "four players");
        String data =
                page.replaceAll("base64,[^\"]+", "").replaceAll("(?s)<script>.*?</script>", "");
        assertFalse(data.contains("NaN"), "numbers or nothing");
        Matcher outside =
                Pattern.compile(
                                "(?:src|href)=\"(?!data:|#|original\\.wav\"|resynthesis\\.wav\""
                                        + "|generated-[12]\\.wav\")")
                        .matcher(data);
        assertFalse(outside.find(), "everything is in the page or beside it");
        Matcher picture = Pattern.compile("data:image/png;base64,([^\"]+)").matcher(page);
        int pictures = 0;
        while (picture.find()) {
            byte[] png = Base64.getDecoder().decode(picture.group(1));
            assertTrue(ImageIO.read(new ByteArrayInputStream(png)).getHeight() > 1);
            pictures++;
        }
        assertEquals(
                14, pictures, "of four sounds the waveform, the spectrogram, its bar; the MFCCs");
    }

    @Test
    void replacesItsOwnFilesAndNoOthersWithTheSame() throws IOException {
        Path demo = folder.resolve("demo");
        new DemoJob(demo, SMALL).run(Progress.NONE);
        Path mine = Files.writeString(demo.resolve("notes.txt"), "mine");
        Path generated = demo.resolve("generated-1.wav");
        byte[] first = Files.readAllBytes(generated);
        Files.writeString(generated, "old");
        new DemoJob(demo, SMALL).run(Progress.NONE);
        assertEquals("mine", Files.readString(mine));
        assertArrayEquals(first, Files.readAllBytes(generated), "a fixed number of steps");
    }
}
