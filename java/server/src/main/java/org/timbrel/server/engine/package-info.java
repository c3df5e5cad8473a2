// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Many live textures on one device: who gets a slot, whose frames are made next, whose are rendered
 * next, and when a listener gets them. Knows nothing of HTTP.
 *
 * <p>Three kinds of threads: one makes the frames of all streams ({@link
 * org.timbrel.server.engine.TextureEngine}), a few render them, and each listener reads its stream
 * on a thread of its own ({@link org.timbrel.server.engine.LiveTexture#read}).
 */
package org.timbrel.server.engine;
