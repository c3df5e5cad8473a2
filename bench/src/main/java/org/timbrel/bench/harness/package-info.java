// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * What {@code timbrel bench} runs: ours and its peers in turn, so that a busy machine treats them
 * alike, and what came of it as JSON, as a table, and beside an earlier run.
 */
package org.timbrel.bench.harness;
