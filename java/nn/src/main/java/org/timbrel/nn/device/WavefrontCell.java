// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** What is done at one place of a table; see {@link Device#wavefront}. */
@FunctionalInterface
public interface WavefrontCell {

    /** Calls of the device alone; both count from 0. */
    void at(int row, int column);
}
