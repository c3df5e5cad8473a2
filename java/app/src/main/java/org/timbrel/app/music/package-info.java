// SPDX-License-Identifier: GPL-3.0-or-later

/** Pieces of music as what networks learn and make: codes, conditions, primers, streams. */
package org.timbrel.app.music;
