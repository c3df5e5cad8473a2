// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Textures that were learned and made anew, judged by a stretch of sound that nobody learned from.
 */
package org.timbrel.bench.textures;
