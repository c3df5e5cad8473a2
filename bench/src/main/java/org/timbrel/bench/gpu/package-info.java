// SPDX-License-Identifier: GPL-3.0-or-later
/** What bench/gpu/run.sh measures of Timbrel as a whole. */
package org.timbrel.bench.gpu;
