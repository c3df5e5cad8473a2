// SPDX-License-Identifier: GPL-3.0-or-later

/** Other people's networks, for the benchmarks: compiled and fetched with the profile peers only. */
package org.timbrel.bench.peers;
