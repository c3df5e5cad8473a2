// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that was started for the measurement, and ends with it. */
final class ServerProcess implements AutoCloseable {

    /** A first start from a clone builds it. */
    private static final long START_MINUTES = 10;

    private static final long STOP_SECONDS = 90;
    private static final int LINES_KEPT = 20;
    private static final Pattern ADDRESS = Pattern.compile("http://[^\\s/\"]+:\\d+");

    private final Process process;
    private final Thread killer;
    private final CountDownLatch listening = new CountDownLatch(1);
    private final Deque<String> said = new ArrayDeque<>();
    private volatile String url;

    /**
     * Starts it, and waits until it says where it listens.
     *
     * @param command that prints a line with {@code http://HOST:PORT} once it listens
     * @throws IOException if it ends before that, with what it said last
     */
    ServerProcess(List<String> command) throws IOException, InterruptedException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        process.getOutputStream().close();
        Thread reader = new Thread(this::read, "server-output");
        reader.setDaemon(true);
        reader.start();
        if (!listening.await(START_MINUTES, TimeUnit.MINUTES) || url == null) {
            process.destroyForcibly();
            throw new IOException(
                    String.join(" ", command) + " does not say where it listens: " + last());
        }
    }

    String url() {
        return url;
    }

    long pid() {
        return process.pid();
    }

    /** The last lines that it wrote, errors among them. */
    String last() {
        synchronized (said) {
            return String.join(System.lineSeparator(), said);
        }
    }

    /** Ends it as an operator would, by SIGTERM; its exit status, or -1 if it had to be killed. */
    int stop() throws InterruptedException {
        process.destroy();
        boolean ended = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        close();
        return ended ? process.exitValue() : -1;
    }

    /** Kills it, if it still lives. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Runtime.getRuntime().removeShutdownHook(killer);
        } catch (IllegalStateException e) {
            // This process ends itself.
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                keep(line);
                Matcher address = ADDRESS.matcher(line);
                if (url == null && address.find()) {
                    url = address.group();
                    listening.countDown();
                }
            }
        } catch (IOException e) {
            keep(e.toString());
        } finally {
            listening.countDown();
        }
    }

    private void keep(String line) {
        synchronized (said) {
            said.addLast(line);
            if (said.size() > LINES_KEPT) {
                said.removeFirst();
            }
        }
    }
}
