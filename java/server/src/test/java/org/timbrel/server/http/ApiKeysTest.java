// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.timbrel.server.http.ApiKeys.Caller;

final class ApiKeysTest {

    private static final String KEY = "0123456789abcdef";

    @TempDir private Path folder;

    private ApiKeys read(String text) throws IOException {
        Path file = folder.resolve("keys.txt");
        Files.writeString(file, text);
        return ApiKeys.read(file);
    }

    @Test
    void knowsWhoseAKeyIs() throws IOException {
        ApiKeys keys = read("\n# two\n ann  " + KEY + "1 \nroot " + KEY + "2 operator\n");
        assertEquals(new Caller("ann", false), keys.caller(KEY + "1").orElseThrow());
        assertEquals(new Caller("root", true), keys.caller(KEY + "2").orElseThrow());
        assertTrue(keys.caller(KEY).isEmpty());
        assertTrue(keys.caller("").isEmpty());
    }

    /** A file, ~ for its line ends, and what is said of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | has no key: write lines of NAME KEY",
                "# nobody | has no key: write lines of NAME KEY",
                "ann | line 1: must be NAME KEY or NAME KEY operator",
                "#~ann 0123456789abcdef admin | line 2: must be NAME KEY or NAME KEY operator",
                "ann short | line 1: the key of 'ann' must have 16 to 256 characters of ASCII",
                "ann 0123456789abcdeé | line 1: the key of 'ann' must have 16 to 256 characters of ASCII",
                "ann 0123456789abcdef~ann 0123456789abcdeg | line 2: 'ann' is there twice",
                "ann 0123456789abcdef~bob 0123456789abcdef | line 2: 'bob' has the key of another"
            })
    void saysWhatIsWrong(String text, String says) {
        IOException wrong = assertThrows(IOException.class, () -> read(text.replace("~", "\n")));
        assertTrue(wrong.getMessage().contains("keys.txt"), wrong.getMessage());
        assertTrue(wrong.getMessage().contains(says), wrong.getMessage());
        assertFalse(wrong.getMessage().contains(KEY), "it shows a key");
    }

    @Test
    void saysThatThereIsNoFile() {
        assertThrows(NoSuchFileException.class, () -> ApiKeys.read(folder.resolve("none")));
        Path bytes = folder.resolve("bytes");
        assertThrows(
                IOException.class,
                () -> {
                    Files.write(bytes, new byte[] {(byte) 0xff, 0, 1});
                    ApiKeys.read(bytes);
                });
    }
}
