// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks at a server now and then, on a thread of its own, until it is closed. */
final class ServerWatch implements AutoCloseable {

    private static final double NANOS = 1e9;

    private final Server server;
    private final long pid;
    private final long everyMilliseconds;
    private final long begun = System.nanoTime();
    private final List<ServerSample> samples = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "server-watch");

    ServerWatch(Server server, long pid, double everySeconds) {
        this.server = server;
        this.pid = pid;
        this.everyMilliseconds = Math.round(everySeconds * 1000);
        thread.setDaemon(true);
        thread.start();
    }

    /** What the server holds now. */
    static ServerSample look(Server server, long pid, double seconds) {
        ProcessFigures process = ProcessFigures.of(pid);
        double heap = Double.NaN;
        double running = Double.NaN;
        try {
            Metrics metrics = new Metrics(Fetch.text(server, "/metrics"));
            heap = metrics.sum("jvm_memory_used_bytes", "area=\"heap\"") / 1e6;
            running = metrics.sum("texture_streams_running", "");
        } catch (IOException e) {
            // What /proc tells stays; a server without an answer shows as a hole in the others.
        }
        return new ServerSample(
                seconds, process.residentMb(), heap, process.threads(), process.files(), running);
    }

    /** All that was seen. */
    List<ServerSample> samples() {
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ServerSample sample = look(server, pid, (System.nanoTime() - begun) / NANOS);
                synchronized (samples) {
                    samples.add(sample);
                }
                Thread.sleep(everyMilliseconds);
            }
        } catch (InterruptedException e) {
            // Closed: nobody waits for another look.
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
