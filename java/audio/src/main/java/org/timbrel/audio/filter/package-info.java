// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Filters: recursive ones of the measurements, K-weighting and the pitch tracker's high-pass, and
 * the limiter that keeps what is generated below full scale.
 */
package org.timbrel.audio.filter;
