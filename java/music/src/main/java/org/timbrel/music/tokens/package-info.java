// SPDX-License-Identifier: GPL-3.0-or-later

/** Scores as sequences of tokens, and the grammars that say which token may follow which. */
package org.timbrel.music.tokens;
