// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With shells for servers. */
class ServerProcessTest {

    private static List<String> shell(String script) {
        return List.of("sh", "-c", script);
    }

    @Test
    void readsTheAddressAndEndsBySigterm() throws Exception {
        String script =
                "trap 'exit 3' TERM; echo starting; echo 'rain at http://127.0.0.1:18417/ now';"
                        + " while :; do sleep 0.05; done";
        try (ServerProcess process = new ServerProcess(shell(script))) {
            assertEquals("http://127.0.0.1:18417", process.url());
            assertTrue(ProcessFigures.of(process.pid()).cpuSeconds() >= 0);
            assertEquals(3, process.stop());
        }
    }

    @Test
    void aServerThatEndsSaysWhy() {
        IOException e =
                assertThrows(
                        IOException.class,
                        () -> new ServerProcess(shell("echo port taken >&2; exit 1")));
        assertTrue(e.getMessage().endsWith("port taken"), e::getMessage);
    }
}
