// SPDX-License-Identifier: GPL-3.0-or-later

/** Sounds made into features and back by every way there is, and how near each comes. */
package org.timbrel.bench.copysynthesis;
