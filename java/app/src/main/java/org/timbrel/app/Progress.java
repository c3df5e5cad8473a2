// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app;

import java.util.function.Supplier;

/** Told by a job how far it is. Every method may be called from any thread, and often. */
public interface Progress {

    /** Tells nobody. */
    Progress NONE =
            new Progress() {
                @Override
                public void start(String label, long total, Supplier<String> detail) {}

                @Override
                public void advance(long work) {}

                @Override
                public void finish() {}
            };

    /**
     * Work begins.
     *
     * @param label a word or two: "extract"
     * @param total the whole of it in any unit that grows evenly with time, such as bytes
     * @param detail asked, when something is shown, what to show beside how far it is: "3 of 40
     *     files"
     */
    void start(String label, long total, Supplier<String> detail);

    /** {@code work} more of the total is done. */
    void advance(long work);

    /** The work is over, done or not. */
    void finish();

    /** Something that who waits should know, in one line; no failure. */
    default void note(String line) {}
}
