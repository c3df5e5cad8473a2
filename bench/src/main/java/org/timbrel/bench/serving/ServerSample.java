// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.serving;

/**
 * What a server held at a moment; NaN for what nobody tells.
 *
 * @param seconds since the watch began
 * @param residentMb memory in the machine's, MB
 * @param heapMb of Java's heap in use, garbage included
 * @param threads of the process
 * @param files that it has open, sockets among them
 * @param running streams
 */
public record ServerSample(
        double seconds,
        double residentMb,
        double heapMb,
        double threads,
        double files,
        double running) {}
