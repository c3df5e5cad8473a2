// SPDX-License-Identifier: Apache-2.0
package org.timbrel.nn.train;

/** The data are too short, or unusable, for what is asked; the message says how much is needed. */
public final class InsufficientDataException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    public InsufficientDataException(String message) {
        super(message);
    }
}
