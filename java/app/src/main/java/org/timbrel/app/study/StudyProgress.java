// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.study;

import java.util.Locale;
import java.util.function.Supplier;
import org.timbrel.app.Progress;

/**
 * How far a study is: its parts one after the other, each weighed by the time that it is thought to
 * take, so that there is one bar and one time left.
 */
final class StudyProgress {

    private static final long UNITS = 1000;

    private final Progress progress;
    private final double total;
    private double begun;
    private double current;
    private long told;
    private volatile String label = "";

    /**
     * @param total seconds that all parts are thought to take
     */
    StudyProgress(Progress progress, double total) {
        this.progress = progress;
        this.total = total;
        progress.start("study", Math.round(UNITS * total), () -> label);
    }

    /**
     * A part begins; the one before is over.
     *
     * @param what it is, in a few words
     * @param seconds that it is thought to take
     * @return for jobs in it, whose own progress is a share of the part's
     */
    Progress part(String what, double seconds) {
        begun += current;
        current = seconds;
        label = what;
        tell(0);
        return new Share();
    }

    private synchronized void tell(double share) {
        double now = Math.min(total, begun + current * Math.min(1, share));
        long units = Math.round(UNITS * now);
        progress.advance(Math.max(0, units - told));
        told = Math.max(told, units);
    }

    /** What a job in a part tells. */
    private final class Share implements Progress {

        private long whole = 1;
        private long done;
        private boolean counting;
        private Supplier<String> detail = () -> "";
        private final String what = label;

        @Override
        public synchronized void start(String name, long howMuch, Supplier<String> beside) {
            // Jobs that read before they work begin twice: what counts is the work.
            counting = !name.equals("read");
            whole = Math.max(1, howMuch);
            done = 0;
            detail = beside;
        }

        @Override
        public synchronized void advance(long work) {
            if (!counting) {
                return;
            }
            done += work;
            String beside = detail.get();
            label = beside.isEmpty() ? what : String.format(Locale.ROOT, "%s: %s", what, beside);
            tell((double) done / whole);
        }

        @Override
        public void finish() {
            // The part ends when the next one begins.
        }

        @Override
        public void note(String line) {
            progress.note(line);
        }
    }
}
