// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.DoubleAdder;
import org.timbrel.audio.io.AudioFiles;

/**
 * How far an extraction is, summed over its threads. The unit is a byte of the input files, because
 * their durations are not known before they are opened.
 */
final class ExtractMeter {

    /** Files from this size on are shown while they are read; smaller ones count when done. */
    private static final long LARGE_BYTES = 16L << 20;

    private final Progress progress;
    private final int files;
    private final long startNanos = System.nanoTime();
    private final AtomicInteger filesDone = new AtomicInteger();
    private final DoubleAdder secondsRead = new DoubleAdder();

    ExtractMeter(ExtractPlan plan, Progress progress) {
        this.progress = progress;
        files = plan.items().size();
        long total = plan.items().stream().mapToLong(item -> bytes(item.input())).sum();
        progress.start("extract", total, this::detail);
    }

    private String detail() {
        double elapsedSeconds = (System.nanoTime() - startNanos) * 1e-9;
        return String.format(
                Locale.ROOT,
                "%d of %d files, %,.0f × real time",
                filesDone.get(),
                files,
                secondsRead.sum() / elapsedSeconds);
    }

    /** Begins a file; closing what is returned counts the whole of it, whatever came of it. */
    File begin(Path input) {
        return new File(input);
    }

    private static long bytes(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            return 0; // the extraction itself will say why
        }
    }

    private static double durationSeconds(Path file) {
        try {
            return AudioFiles.info(file).durationSeconds();
        } catch (IOException e) {
            return 0; // the extraction itself will say why
        }
    }

    /** One file, used by one thread. */
    final class File implements AutoCloseable {

        private final long bytes;
        private final double durationSeconds;
        private double seconds;
        private long counted;

        private File(Path input) {
            bytes = bytes(input);
            durationSeconds = bytes < LARGE_BYTES ? 0 : durationSeconds(input);
        }

        /** More samples of the file were read. */
        void samples(int count, int sampleRateHz) {
            double more = (double) count / sampleRateHz;
            secondsRead.add(more);
            seconds += more;
            if (durationSeconds > 0) {
                count(Math.round(bytes * Math.min(1, seconds / durationSeconds)));
            }
        }

        private void count(long bytesSoFar) {
            progress.advance(bytesSoFar - counted);
            counted = bytesSoFar;
        }

        @Override
        public void close() {
            filesDone.incrementAndGet();
            count(bytes);
        }
    }
}
