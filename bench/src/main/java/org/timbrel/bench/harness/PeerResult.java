// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.harness;

/**
 * What came of a peer.
 *
 * @param measured its figures
 * @param ratio how many times better ours is
 */
public record PeerResult(Measurement measured, Ratio ratio) {}
