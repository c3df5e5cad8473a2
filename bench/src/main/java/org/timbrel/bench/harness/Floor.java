// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

/**
 * What no implementation can go below at the rates that this machine reached in the same run.
 *
 * @param value in the benchmark's unit
 * @param by {@code bandwidth} or {@code arithmetic}: which of the two binds
 * @param distance ours over the floor: 1 would be at it
 */
public record Floor(double value, String by, double distance) {}
