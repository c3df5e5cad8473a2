// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * NumPy's array files: {@code .npy} arrays in a {@code .npz} archive, as NumPy's format
 * specification version 1.0 to 3.0 has them. Written without pickles, read with every length
 * checked before memory is taken for it.
 */
package org.timbrel.audio.npz;
