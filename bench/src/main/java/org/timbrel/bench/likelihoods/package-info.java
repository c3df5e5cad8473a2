// SPDX-License-Identifier: GPL-3.0-or-later

/** How likely networks hold music that they have not heard, beside published figures. */
package org.timbrel.bench.likelihoods;
