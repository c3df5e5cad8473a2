// SPDX-License-Identifier: GPL-3.0-or-later

/** Specs as JSON, read strictly. */
package org.timbrel.music.json;
