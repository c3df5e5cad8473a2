// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

import java.util.Map;

/**
 * One of those that do the same work: ours or a peer.
 *
 * @param label as tables have it, such as {@code pytorch fp32}
 * @param benchmark JMH's name of it, class and method
 * @param parameters of JMH
 * @param environment variables set for it, for what cannot be told otherwise
 */
record Contender(
        String label,
        String benchmark,
        Map<String, String> parameters,
        Map<String, String> environment) {

    /** How ours is labelled. */
    static final String OURS = "timbrel";

    Contender {
        parameters = Map.copyOf(parameters);
        environment = Map.copyOf(environment);
    }

    /** Whether its class was built: peers are with the profile {@code peers} only. */
    boolean isBuilt() {
        String type = benchmark.substring(0, benchmark.lastIndexOf('.'));
        return Contender.class.getClassLoader().getResource(type.replace('.', '/') + ".class")
                != null;
    }
}
