// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.timbrel.audio.features.Profile;

class CorpusSoundsTest {

    private static final Path FOLDER = Path.of("corpus");

    @Test
    void moreThanMemoryHoldsIsRefused() throws InputException {
        CorpusSounds.requireMemory(FOLDER, 10, Profile.TEXTURE.spec());
        // A year.
        String message =
                assertThrows(
                                InputException.class,
                                () ->
                                        CorpusSounds.requireMemory(
                                                FOLDER, 3.2e7, Profile.TEXTURE.spec()))
                        .getMessage();
        assertTrue(message.startsWith("corpus: 533333 minutes of sound"), message);
        assertTrue(message.contains("TIMBREL_JAVA_OPTS=-Xmx"), message);
    }
}
