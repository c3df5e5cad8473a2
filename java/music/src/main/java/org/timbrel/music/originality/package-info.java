// SPDX-License-Identifier: GPL-3.0-or-later

/** How much of a generated piece was taken from the pieces that it was learned from. */
package org.timbrel.music.originality;
