// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.timbrel.audio.texture.ProceduralTexture;

class TrainPreviewsTest {

    @TempDir private Path folder;

    @Test
    void whateverFailsIsToldAndNoMore() throws IOException {
        Path rain = Textures.write(folder.resolve("rain.wav"), ProceduralTexture.RAIN, 1, 2);
        Path run = folder.resolve("run");
        TrainSettings settings =
                TrainSettings.DEFAULTS.with(
                        Map.of(
                                "data", List.of(rain.toString()),
                                "hidden", 4,
                                "clusters", 4,
                                "steps", 1,
                                "sequenceLength", 20,
                                "previews", 0));
        new TrainJob(run, settings, TrainJob.Begin.NEW).run(Progress.NONE);
        List<FileFailure> failed = new ArrayList<>();
        TrainSettings hearing = settings.with(Map.of("previews", 1));
        new TrainPreviews(run, hearing, "no such sound", failed::add).finish(1);
        assertEquals(1, failed.size());
        assertEquals(run.resolve("preview-1.wav"), failed.get(0).file());
        assertInstanceOf(IllegalArgumentException.class, failed.get(0).cause());
        assertFalse(Files.exists(run.resolve("preview-1.wav")));
    }
}
