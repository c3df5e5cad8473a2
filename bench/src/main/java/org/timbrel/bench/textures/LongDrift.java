// SPDX-License-Identifier: GPL-3.0-or-later
package org.timbrel.bench.textures;

/**
 * How far a long stretch of a texture wandered.
 *
 * @param sound its name
 * @param system that made it
 * @param drift over the whole
 */
public record LongDrift(String sound, String system, Drift drift) {}
