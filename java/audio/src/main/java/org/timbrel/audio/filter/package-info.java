// SPDX-License-Identifier: GPL-3.0-or-later

/** Recursive filters of the measurements: K-weighting, and the pitch tracker's high-pass. */
package org.timbrel.audio.filter;
