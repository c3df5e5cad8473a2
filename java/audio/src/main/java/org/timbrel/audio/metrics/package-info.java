// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * How far two sounds are apart, by measures that need no trained weights. Some want the sounds
 * aligned in time, the others only alike.
 */
package org.timbrel.audio.metrics;
