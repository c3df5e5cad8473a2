// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * A load generator for {@code timbrel serve}: many listeners on one thread, what each of them heard
 * and when, and what that cost the server.
 */
package org.timbrel.bench.serving;
