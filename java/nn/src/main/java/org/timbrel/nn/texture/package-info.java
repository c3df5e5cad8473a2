// SPDX-License-Identifier: Apache-2.0

/**
 * Textures: a linear part in closed form that says where frames go, and a bank of recorded
 * innovations, in clusters that a network chooses from. They are fitted in double precision, kept
 * in single.
 */
package org.timbrel.nn.texture;
