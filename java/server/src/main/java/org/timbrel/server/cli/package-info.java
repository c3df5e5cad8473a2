// SPDX-License-Identifier: GPL-3.0-or-later
/** {@code timbrel serve}. */
package org.timbrel.server.cli;
