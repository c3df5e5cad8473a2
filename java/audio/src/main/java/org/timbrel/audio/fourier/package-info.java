// SPDX-License-Identifier: GPL-3.0-or-later

/** Fourier transforms, by JTransforms, and the windows they see sound through. */
package org.timbrel.audio.fourier;
