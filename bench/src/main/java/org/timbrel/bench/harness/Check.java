// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Holds, before anything is timed, that the peers compute what ours does. */
final class Check {

    private static final String MAIN = "org.timbrel.bench.peers.PeerCheck";

    private Check() {}

    /**
     * Compares outputs and gradients at every network shape among the entries, in a process of its
     * own that says on standard error what it found.
     *
     * @throws IOException if a peer computes something else
     */
    static void run(List<Entry> entries) throws IOException, InterruptedException {
        TreeSet<String> shapes = new TreeSet<>();
        for (Entry entry : entries) {
            Map<String, String> parameters = entry.ours().parameters();
            if (parameters.containsKey("hidden")) {
                shapes.add(parameters.get("hidden") + "x" + parameters.get("layers"));
            }
        }
        if (shapes.isEmpty()) {
            return;
        }
        List<String> command = JmhFork.java();
        command.add(MAIN);
        command.addAll(shapes);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("OMP_NUM_THREADS", "1");
        int status = builder.start().waitFor();
        if (status != 0) {
            throw new IOException(
                    "a peer does not compute what timbrel does (see above): nothing was timed");
        }
    }
}
