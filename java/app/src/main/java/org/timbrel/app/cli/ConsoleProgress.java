// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.timbrel.app.Progress;

/**
 * Shows progress on standard error: on a terminal one bar that is drawn again and again, elsewhere
 * a line every few seconds.
 */
final class ConsoleProgress implements Progress {

    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long LOG_NANOS = 5_000_000_000L;
    private static final int BAR_CELLS = 24;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong nextNanos = new AtomicLong();
    private String label;
    private long total;
    private Supplier<String> detail;
    private long startNanos;
    private boolean drawn;

    ConsoleProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @Override
    public void start(String what, long howMuch, Supplier<String> beside) {
        label = what;
        total = Math.max(1, howMuch);
        detail = beside;
        startNanos = System.nanoTime();
        done.set(0);
        nextNanos.set(startNanos + (terminal ? TERMINAL_NANOS : LOG_NANOS));
    }

    @Override
    public void advance(long work) {
        long now = System.nanoTime();
        long due = nextNanos.get();
        long next = now + (terminal ? TERMINAL_NANOS : LOG_NANOS);
        done.addAndGet(work);
        if (now - due >= 0 && nextNanos.compareAndSet(due, next)) {
            show(now);
        }
    }

    @Override
    public synchronized void finish() {
        if (drawn) {
            err.print(ERASE_LINE);
            err.flush();
            drawn = false;
        }
    }

    @Override
    public synchronized void note(String text) {
        err.println((drawn ? ERASE_LINE : "") + text);
        err.flush();
        drawn = false;
    }

    private synchronized void show(long nowNanos) {
        double fraction = Math.min(1, (double) done.get() / total);
        String line = line(label, fraction, detail.get(), nowNanos - startNanos);
        if (terminal) {
            err.print(ERASE_LINE + line);
            drawn = true;
        } else {
            err.println(line);
        }
        err.flush();
    }

    private String line(String what, double fraction, String beside, long elapsedNanos) {
        String left =
                fraction > 0
                        ? clock(Math.round(elapsedNanos * 1e-9 * (1 - fraction) / fraction))
                        : "?";
        String bar = terminal ? bar(fraction) + " " : "";
        return String.format(
                Locale.ROOT, "%s %s%3.0f %%  %s, %s left", what, bar, 100 * fraction, beside, left);
    }

    private static String bar(double fraction) {
        int full = (int) (fraction * BAR_CELLS);
        return "[" + "#".repeat(full) + "-".repeat(BAR_CELLS - full) + "]";
    }

    /** {@code 1:02:03}, {@code 2:03} or {@code 0:03}. */
    static String clock(long seconds) {
        Duration duration = Duration.ofSeconds(seconds);
        String minutes =
                duration.toHours() > 0
                        ? String.format(
                                Locale.ROOT,
                                "%d:%02d",
                                duration.toHours(),
                                duration.toMinutesPart())
                        : Long.toString(duration.toMinutes());
        return String.format(Locale.ROOT, "%s:%02d", minutes, duration.toSecondsPart());
    }
}
