// SPDX-License-Identifier: GPL-3.0-or-later

/** Benchmarks of Timbrel beside its peers, in one run so that a noisy machine treats them alike. */
package org.timbrel.bench;
