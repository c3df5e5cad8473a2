// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Which sources were measured.
 *
 * @param id of the commit; {@code unknown} outside a repository
 * @param dirty whether files differ from it
 */
public record Commit(String id, boolean dirty) {

    static Commit of(Path root) {
        String id = git(root, "rev-parse", "HEAD");
        return id.isEmpty()
                ? new Commit("unknown", true)
                : new Commit(id, !git(root, "status", "--porcelain").isEmpty());
    }

    private static String git(Path root, String... arguments) {
        String[] command = new String[arguments.length + 3];
        command[0] = "git";
        command[1] = "-C";
        command[2] = root.toString();
        System.arraycopy(arguments, 0, command, 3, arguments.length);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            byte[] out = process.getInputStream().readAllBytes();
            return process.waitFor() == 0 ? new String(out, StandardCharsets.UTF_8).strip() : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
