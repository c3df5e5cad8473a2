// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.app.report;

/** Numbers on a page, which are also to be had as a file of comma-separated values. */
public interface Numbers extends Block {

    /** What they are. */
    String title();

    /**
     * A line of names, then a line a row, as RFC 4180 has it but for its line ends; numbers in
     * full.
     */
    String csv();
}
