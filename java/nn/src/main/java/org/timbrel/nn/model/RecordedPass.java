// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.model;

import org.timbrel.nn.device.Device;
import org.timbrel.nn.device.Recording;

/**
 * Work on a network's batch that is done many times, recorded once for batches whose sequences all
 * have T steps and once for ragged ones: these two make different calls.
 */
public final class RecordedPass implements AutoCloseable {

    private final RecurrentNetwork network;
    private final Recording whole;
    private final Recording ragged;

    /**
     * @param work calls of the device alone, as {@link Device#record} has it: passes of the
     *     network, and what follows on the same arrays
     */
    public RecordedPass(Device device, RecurrentNetwork network, Runnable work) {
        this.network = network;
        whole = device.record(work);
        ragged = device.record(work);
    }

    /** Does it once. */
    public void run() {
        (network.isRagged() ? ragged : whole).run();
    }

    @Override
    public void close() {
        whole.close();
        ragged.close();
    }
}
