// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.List;

/** A name that no benchmark has, with those that there are. */
final class UnknownNameException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownNameException(List<String> unknown, List<String> names) {
        super(
                "there is no benchmark %s; there are %s"
                        .formatted(String.join(", ", unknown), String.join(", ", names)));
    }
}
