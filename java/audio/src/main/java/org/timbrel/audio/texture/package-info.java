// SPDX-License-Identifier: GPL-3.0-or-later

/** The procedural texture set: eight seeded sounds, long enough to learn from, made on demand. */
package org.timbrel.audio.texture;
