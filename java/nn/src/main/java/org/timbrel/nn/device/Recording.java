// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.device;

/** Work of a device that is done many times; see {@link Device#record}. */
public interface Recording extends AutoCloseable {

    /** Does it once. Results are there when they are read. */
    void run();

    @Override
    void close();
}
