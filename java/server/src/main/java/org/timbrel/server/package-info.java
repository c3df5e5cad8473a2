// SPDX-License-Identifier: GPL-3.0-or-later
/** The texture server: its limits, and what holds its parts together. */
package org.timbrel.server;
