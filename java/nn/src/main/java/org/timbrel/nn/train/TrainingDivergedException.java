// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/**
 * The loss or its gradient is no number any more. The last checkpoint is older than that and can be
 * used; the message says what the likely cause is.
 */
public final class TrainingDivergedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long step;

    TrainingDivergedException(long step, String message) {
        super(message);
        this.step = step;
    }

    /** The step at which it happened, from 1. */
    public long step() {
        return step;
    }
}
